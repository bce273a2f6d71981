-- The duplicate index: each call of this script is one operation, and atomic. The files of this folder are joined in the
-- order packed, postings, joining, articles, flight, eviction (`tasks.duplicates.script`).
-- KEYS[1] is the prefix of all keys; ARGV[1] the operation.
--
--   <p>state        hash: counter (the last number given), oldest (the lowest that may exist), count, epoch
--                   (grows when something is taken back that a decision under way may have read), complete, loaded, let_go,
--                   buckets (how many of <p>k<bucket> are in use), postings (how many fields they have)
--   <p>e<n>         article number n, packed as articles/duplicates/known.py says
--   <p>k<bucket>    hash: rest of a candidate key -> the last numbers that have it, four bytes each
--   <p>i<2 bytes>   hash: rest of the first 8 bytes of an id -> numbers found under it
--   <p>s<story id>  lead's id, lead's number, members' numbers; only for stories that have had two members
--   <p>f            hash: arrival in flight -> its number (0: none), settled or not, its judgement
--   <p>d<arrival>   set: the arrivals that depend on this one
--   <p>w<arrival>   set: the arrivals that this one depends on
--   <p>t            set: tombstones
--
-- Buckets are small hashes, which the server keeps as flat lists: 9 bytes for a posting instead of 100. A bucket itself
-- takes 70 bytes, so there are only as many as the postings need: when they are full on average, the next one is cut in
-- two (linear hashing: Litwin, "A new tool for file and table addressing", 1980). Earlier versions had MOST_BUCKETS from
-- the start, and an index of theirs keeps them.

local P, op = KEYS[1], ARGV[1]
local call = redis.call
local FEWEST_BUCKETS, MOST_BUCKETS = 256, 524288
local FULL = 32          -- postings of a bucket, on average
local POSTINGS = 12      -- a key that more articles have tells little; of a story's copies the last dozen is enough
local FOUND = 24         -- similar articles that are reported at most
local STATE, FLIGHT, TOMBS = P .. 'state', P .. 'f', P .. 't'

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

local BUCKETS = tonumber(call('HGET', STATE, 'buckets'))
  or (state('counter') > 0 and MOST_BUCKETS or FEWEST_BUCKETS)

-- The largest power of two that is not more than a number of buckets.
local function power_below(buckets)
  local _, exponent = math.frexp(buckets)
  return 2 ^ (exponent - 1)
end

local PARTS = power_below(BUCKETS)
local BUCKET = P .. 'k'

-- The bucket of a candidate key, and its field there.
local function posting(key)
  local parts = PARTS
  local bucket = key % parts
  if bucket + parts < BUCKETS then
    parts = 2 * parts
    bucket = key % parts
  end
  return BUCKET .. bucket, (key - bucket) / parts
end

-- Counts fields that were added to the buckets, and cuts buckets in two while they are too full.
local function grow(added)
  if BUCKETS == MOST_BUCKETS then return end
  local postings = call('HINCRBY', STATE, 'postings', added)
  local before = BUCKETS
  while postings > FULL * BUCKETS and BUCKETS < MOST_BUCKETS do
    local parts = PARTS
    local bucket = BUCKETS - parts
    local fields = call('HGETALL', BUCKET .. bucket)
    local halves = {[0] = {}, [1] = {}}
    for i = 1, #fields, 2 do
      local half = halves[fields[i] % 2]
      half[#half + 1] = (fields[i] - fields[i] % 2) / 2
      half[#half + 1] = fields[i + 1]
    end
    call('DEL', BUCKET .. bucket)
    for half = 0, 1 do
      if #halves[half] > 0 then call('HSET', BUCKET .. (bucket + half * parts), unpack(halves[half])) end
    end
    BUCKETS = BUCKETS + 1
    PARTS = power_below(BUCKETS)
  end
  if BUCKETS ~= before or before == FEWEST_BUCKETS then call('HSET', STATE, 'buckets', BUCKETS) end
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

