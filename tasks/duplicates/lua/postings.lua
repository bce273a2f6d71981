-- The duplicate index: each call of this script is one operation, and atomic. The files of this folder are joined in the
-- order postings, joining, articles, flight, eviction (`tasks.duplicates.script`).
-- KEYS[1] is the prefix of all keys; ARGV[1] the operation.
--
--   <p>state        hash: counter (the last number given), oldest (the lowest that may exist), count, epoch
--                   (grows when something is taken back that a decision under way may have read), complete, let_go
--   <p>e<n>         article number n, packed as articles/duplicates/known.py says
--   <p>k<bucket>    hash: candidate key -> the last numbers that have it, four bytes each
--   <p>i<2 bytes>   hash: rest of the first 8 bytes of an id -> numbers found under it
--   <p>s<story id>  lead's id, lead's number, members' numbers; only for stories that have had two members
--   <p>f            hash: arrival in flight -> its number (0: none), settled or not, its judgement
--   <p>d<arrival>   set: the arrivals that depend on this one
--   <p>w<arrival>   set: the arrivals that this one depends on
--   <p>t            set: tombstones
--
-- Buckets are small hashes, which the server keeps as flat lists: 9 bytes for a posting instead of 100.

local P, op = KEYS[1], ARGV[1]
local call = redis.call
local BUCKETS = 524288
local POSTINGS = 12      -- a key that more articles have tells little; of a story's copies the last dozen is enough
local FOUND = 24         -- similar articles that are reported at most
local STATE, FLIGHT, TOMBS = P .. 'state', P .. 'f', P .. 't'
local ENTRY = 133        -- where the arrival begins in a packed article, counted from 0

-- Postings: which articles share candidate keys, or have an id.

local function u32(s, at)
  local a, b, c, d = string.byte(s, at, at + 3)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

-- A candidate key: sketches have the other byte order.
local function key32(s, at)
  local a, b, c, d = string.byte(s, at, at + 3)
  return ((d * 256 + c) * 256 + b) * 256 + a
end

local function p32(n) return struct.pack('>I4', n) end

local function state(field) return tonumber(call('HGET', STATE, field) or '0') end

-- The candidate keys of a packed article or sketch that begins after `skip` bytes.
local function keys_of(data, skip)
  local a, b = string.byte(data, skip + 7, skip + 8)
  return string.sub(data, skip + 11, skip + 10 + 4 * (a + b * 256))
end

local function sketch_at(entry) return ENTRY + string.byte(entry, ENTRY) end

local function posting(key)
  local field = math.floor(key / BUCKETS)
  return P .. 'k' .. (key - field * BUCKETS), field
end

local function id_place(id) return P .. 'i' .. string.sub(id, 1, 2), string.sub(id, 3, 8) end

local function without(list, n)
  local gone = p32(n)
  for j = 1, #list, 4 do
    if string.sub(list, j, j + 3) == gone then return string.sub(list, 1, j - 1) .. string.sub(list, j + 4) end
  end
  return list
end

local function has(list, n)
  local it = p32(n)
  for j = 1, #list, 4 do
    if string.sub(list, j, j + 3) == it then return true end
  end
  return false
end

-- Numbers after `after` that share two keys (all, where there is one), most first, then the older.
local function alike(keys, after)
  local counts, found = {}, {}
  local enough = math.min(2, #keys / 4)
  for i = 1, #keys, 4 do
    local bucket, field = posting(key32(keys, i))
    local list = call('HGET', bucket, field)
    if list then
      for j = 1, #list, 4 do
        local n = u32(list, j)
        if n > after then
          local count = (counts[n] or 0) + 1
          counts[n] = count
          if count == enough then found[#found + 1] = n end
        end
      end
    end
  end
  if #found > 1 then
    table.sort(found, function(x, y)
      if counts[x] ~= counts[y] then return counts[x] > counts[y] end
      return x < y
    end)
  end
  return found
end

local function under(id)
  local bucket, field = id_place(id)
  return call('HGET', bucket, field) or ''
end

local function note_id(id, n)
  local bucket, field = id_place(id)
  call('HSET', bucket, field, (call('HGET', bucket, field) or '') .. p32(n))
end

local function drop_id(id, n)
  local bucket, field = id_place(id)
  local list = call('HGET', bucket, field)
  if not list then return end
  list = without(list, n)
  if list == '' then call('HDEL', bucket, field) else call('HSET', bucket, field, list) end
end

-- Fields of a packed article.
local function article_of(entry) return string.sub(entry, 2, 33) end
local function story_of(entry) return string.sub(entry, 34, 65) end
local function base_of(entry) return string.sub(entry, 66, 73) end
local function claim_of(entry) return string.sub(entry, 74, 81) end
local function arrival_of(entry)
  return string.sub(entry, ENTRY + 1, ENTRY + string.byte(entry, ENTRY))
end
