-- Packed articles, of both layouts of articles/duplicates/known.py, and the candidate keys of their sketches.

local SHORT, STORY_LEFT_OUT, BASE_LEFT_OUT, SKETCH_SHORT = 2, 4, 8, 16  -- flags

local function is(entry, flag)
  local flags = string.byte(entry, 1)
  return math.floor(flags / flag) % 2 == 1
end

local function article_of(entry) return string.sub(entry, 2, 33) end

local function story_of(entry)
  if not is(entry, SHORT) then return string.sub(entry, 34, 65) end
  if is(entry, STORY_LEFT_OUT) then return article_of(entry) end
  return string.sub(entry, 44, 75)
end

local function base_of(entry)
  if not is(entry, SHORT) then return string.sub(entry, 66, 73) end
  if is(entry, BASE_LEFT_OUT) then return string.sub(entry, 2, 9) end
  local at = is(entry, STORY_LEFT_OUT) and 44 or 76
  return string.sub(entry, at, at + 7)
end

local function claim_of(entry)
  if not is(entry, SHORT) then return string.sub(entry, 74, 81) end
  return string.sub(entry, 34, 41)
end

-- The candidate keys of a packed article: four bytes each, the lowest first.
local function keys_of(entry)
  local skip
  if is(entry, SHORT) then
    skip = string.byte(entry, 42) * 256 + string.byte(entry, 43)
  else
    skip = 133 + string.byte(entry, 133)
  end
  local a, b = string.byte(entry, skip + 7, skip + 8)
  local count = a + b * 256
  if not (is(entry, SHORT) and is(entry, SKETCH_SHORT)) then
    return string.sub(entry, skip + 11, skip + 10 + 4 * count)
  end
  -- Their lower three bytes, and a bit string in which a one is a key and a zero adds one to the highest byte.
  local c, d = string.byte(entry, skip + 5, skip + 6)
  local lower, bits = skip + 11, skip + 11 + 3 * (c + d * 256)
  local keys, high, bit, byte = {}, 0, 0, 0
  while #keys < count do
    if bit == 0 then
      bit = 128
      byte = string.byte(entry, bits)
      bits = bits + 1
    end
    if byte >= bit then
      byte = byte - bit
      keys[#keys + 1] = string.sub(entry, lower, lower + 2) .. string.char(high)
      lower = lower + 3
    else
      high = high + 1
    end
    bit = math.floor(bit / 2)
  end
  return table.concat(keys)
end
