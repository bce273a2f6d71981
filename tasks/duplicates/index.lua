-- The memory of deduplication: every read and every change of it is one call of this script, so one atomic step.
-- KEYS[1] is the prefix of all keys; ARGV[1] the operation.
--
--   <p>state        hash: counter (the last number given), oldest (the lowest that may exist), count, epoch
--                   (grows when something that a running decision may have read was taken back), complete
--   <p>e<n>         article number n, packed as articles/duplicates/known.py says
--   <p>k<bucket>    hash: candidate key -> the last numbers that have it, four bytes each
--   <p>i<2 bytes>   hash: rest of the first 8 bytes of an id -> numbers found under it
--   <p>s<story id>  lead's id, lead's number, members' numbers; only stories that had two members
--   <p>f            hash: arrival in flight -> its number (0: none), settled or not, its judgement
--   <p>d<arrival>   set: the arrivals that stand on this one
--   <p>w<arrival>   set: the arrivals that this one stands on
--   <p>t            set: tombstones
--
-- Buckets are small hashes, which the server keeps as flat lists: 9 bytes for a posting instead of 100.

local P, op = KEYS[1], ARGV[1]
local call = redis.call
local BUCKETS = 524288
local POSTINGS = 12      -- a key that more have says little; of a story's copies the last dozen is enough
local FOUND = 24         -- candidates at most
local MEMBERS = 16       -- members of a story that are noted
local STATE, FLIGHT, TOMBS = P .. 'state', P .. 'f', P .. 't'
local ENTRY = 133        -- where the arrival begins in a packed article, counted from 0

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

local function article_of(entry) return string.sub(entry, 2, 33) end
local function story_of(entry) return string.sub(entry, 34, 65) end
local function base_of(entry) return string.sub(entry, 66, 73) end
local function claim_of(entry) return string.sub(entry, 74, 81) end
local function arrival_of(entry)
  return string.sub(entry, ENTRY + 1, ENTRY + string.byte(entry, ENTRY))
end

-- The number under which an article is remembered, its first version; 0 where it is not.
local function number_of(article)
  local list = under(article)
  for j = 1, #list, 4 do
    local n = u32(list, j)
    local entry = call('GET', P .. 'e' .. n)
    if entry and article_of(entry) == article then return n end
  end
  return 0
end

-- Article n joins a story; `lead` is the id of the story's lead as it was judged, `takes` makes n the lead.
local function join(n, entry, lead, takes)
  local story = story_of(entry)
  local article = article_of(entry)
  local key = P .. 's' .. story
  local record = call('GET', key)
  if not record then
    if lead == article and not takes then return end
    local first = number_of(lead)
    record = lead .. p32(first)
    if first > 0 then record = record .. p32(first) end
  end
  local head, members = string.sub(record, 1, 36), string.sub(record, 37)
  if #members < 4 * MEMBERS then
    members = members .. p32(n)
  elseif takes then
    members = string.sub(members, 1, -5) .. p32(n)
  end
  if takes or (string.sub(head, 1, 32) == article and u32(head, 33) == 0) then head = article .. p32(n) end
  call('SET', key, head .. members)
end

-- Article n leaves its story. `how`: 'evict' keeps the lead's id, 'forget' makes the oldest member the lead,
-- a number takes n's place. Returns the new lead's id where the lead changed ('' where nobody is left).
local function leave(n, entry, how)
  local key = P .. 's' .. story_of(entry)
  local record = call('GET', key)
  if not record then
    if how == 'forget' and story_of(entry) == article_of(entry) then return '' end
    return nil
  end
  local lead, members = string.sub(record, 1, 32), string.sub(record, 37)
  local number, changed = u32(record, 33), nil
  if type(how) == 'number' then
    members = without(members, how)
    local there = p32(n)
    for j = 1, #members, 4 do
      if string.sub(members, j, j + 3) == there then
        members = string.sub(members, 1, j - 1) .. p32(how) .. string.sub(members, j + 4)
        break
      end
    end
    if not has(members, how) and #members < 4 * MEMBERS then members = members .. p32(how) end
    if number == n then number = how end
  else
    members = without(members, n)
    if number == n then
      number = 0
      if how == 'forget' then
        changed = ''
        for j = 1, #members, 4 do
          local next_entry = call('GET', P .. 'e' .. u32(members, j))
          if next_entry then
            number, lead, changed = u32(members, j), article_of(next_entry), article_of(next_entry)
            break
          end
        end
      end
    end
    if members == '' then
      call('DEL', key)
      return changed
    end
  end
  call('SET', key, lead .. p32(number) .. members)
  return changed
end

local function insert(n, entry)
  call('SET', P .. 'e' .. n, entry)
  local keys = keys_of(entry, sketch_at(entry))
  for i = 1, #keys, 4 do
    local bucket, field = posting(key32(keys, i))
    local list = call('HGET', bucket, field)
    if list then
      list = string.sub(list .. p32(n), -4 * POSTINGS)
    else
      list = p32(n)
    end
    call('HSET', bucket, field, list)
  end
  note_id(base_of(entry), n)
  if string.sub(article_of(entry), 1, 8) ~= base_of(entry) then note_id(article_of(entry), n) end
  call('HINCRBY', STATE, 'count', 1)
end

-- Takes article n out of the memory. Returns its packed form and the story's new lead, as `leave` does.
local function remove(n, how)
  local entry = call('GET', P .. 'e' .. n)
  if not entry then return nil, nil end
  local keys = keys_of(entry, sketch_at(entry))
  for i = 1, #keys, 4 do
    local bucket, field = posting(key32(keys, i))
    local list = call('HGET', bucket, field)
    if list then
      list = without(list, n)
      if list == '' then call('HDEL', bucket, field) else call('HSET', bucket, field, list) end
    end
  end
  drop_id(base_of(entry), n)
  if string.sub(article_of(entry), 1, 8) ~= base_of(entry) then drop_id(article_of(entry), n) end
  local changed = leave(n, entry, how)
  call('DEL', P .. 'e' .. n)
  call('HINCRBY', STATE, 'count', -1)
  return entry, changed
end

-- The arrival has its fate for good: what stood on it alone, and is settled, has too.
local function release(arrival, released)
  call('HDEL', FLIGHT, arrival)
  released[#released + 1] = arrival
  local standing = call('SMEMBERS', P .. 'd' .. arrival)
  call('DEL', P .. 'd' .. arrival)
  for _, other in ipairs(standing) do
    call('SREM', P .. 'w' .. other, arrival)
    if call('EXISTS', P .. 'w' .. other) == 0 then
      local record = call('HGET', FLIGHT, other)
      if record and string.byte(record, 5) == 1 then release(other, released) end
    end
  end
end

local ops = {}

-- look, then for each candidate: arrival, id (8 bytes), article id and decoded hash (16 bytes each), sketch's keys.
-- Returns the last number, the epoch, for each candidate {1, record, what it waits on} where it was judged before, {2}
-- where it was deleted, or {3, numbers under its id, numbers alike}; then articles (number, packed, ...) and stories
-- (id, record, ...).
function ops.look()
  if not call('HGET', STATE, 'complete') then return false end
  local looked, articles, stories = {}, {}, {}
  local fetched, told = {}, {}
  local tombs = call('EXISTS', TOMBS) == 1

  local function fetch(n)
    if fetched[n] ~= nil then return fetched[n] end
    local entry = call('GET', P .. 'e' .. n)
    fetched[n] = entry
    if entry then
      articles[#articles + 1] = n
      articles[#articles + 1] = entry
      local story = story_of(entry)
      if not told[story] then
        told[story] = true
        local record = call('GET', P .. 's' .. story)
        if record then
          stories[#stories + 1] = story
          stories[#stories + 1] = record
          for j = 37, #record, 4 do fetch(u32(record, j)) end
        end
      end
    end
    return entry
  end

  for at = 2, #ARGV, 5 do
    local arrival, id, names, keys = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 4]
    local record = call('HGET', FLIGHT, arrival)
    if record then
      looked[#looked + 1] = {1, record, call('SMEMBERS', P .. 'w' .. arrival)}
    elseif tombs and (call('SISMEMBER', TOMBS, names) == 1 or call('SISMEMBER', TOMBS, ARGV[at + 3]) == 1) then
      looked[#looked + 1] = {2}
    else
      local same = under(id)
      for j = 1, #same, 4 do fetch(u32(same, j)) end
      local found, near = alike(keys, 0), {}
      for j = 1, math.min(FOUND, #found) do
        if fetch(found[j]) then near[#near + 1] = found[j] end
      end
      looked[#looked + 1] = {3, same, near}
    end
  end
  return {state('counter'), state('epoch'), looked, articles, stories}
end

-- commit, the last number and the epoch that were read, then for each judged arrival: arrival, record, packed
-- article or '', 'l' or 'j' and the id of the story's lead before, the arrivals it stands on divided by zeros.
-- Returns for each the arrivals it stands on that are still in flight, or nothing where somebody was faster.
function ops.commit()
  if not call('HGET', STATE, 'complete') then return 0 end
  local seen, epoch = tonumber(ARGV[2]), tonumber(ARGV[3])
  if epoch ~= state('epoch') then return 1 end
  local n = state('counter')
  for at = 4, #ARGV, 5 do
    local entry = ARGV[at + 2]
    if call('HEXISTS', FLIGHT, ARGV[at]) == 1 then return 1 end
    if n ~= seen and entry ~= '' then
      local same = under(base_of(entry))
      for j = 1, #same, 4 do
        if u32(same, j) > seen then return 1 end
      end
      if #alike(keys_of(entry, sketch_at(entry)), seen) > 0 then return 1 end
    end
  end
  local result, moved = {}, false
  for at = 4, #ARGV, 5 do
    local arrival, record, entry, lead = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
    local number = 0
    if entry ~= '' then
      n = n + 1
      number = n
      local takes = string.sub(lead, 1, 1) == 'l'
      moved = moved or takes
      insert(n, entry)
      join(n, entry, string.sub(lead, 2), takes)
    end
    call('HSET', FLIGHT, arrival, p32(number) .. '\0' .. record)
    local standing = {}
    for other in string.gmatch(ARGV[at + 4], '[^%z]+') do
      if other ~= arrival and call('HEXISTS', FLIGHT, other) == 1 then
        call('SADD', P .. 'd' .. other, arrival)
        call('SADD', P .. 'w' .. arrival, other)
        standing[#standing + 1] = other
      end
    end
    result[#result + 1] = standing
  end
  call('HSET', STATE, 'counter', n)
  if moved then call('HINCRBY', STATE, 'epoch', 1) end
  return result
end

-- settle, arrivals: Elasticsearch has acknowledged them. Returns those that stand on nothing in flight any more.
function ops.settle()
  local released = {}
  for at = 2, #ARGV do
    local arrival = ARGV[at]
    local record = call('HGET', FLIGHT, arrival)
    if record then
      if string.byte(record, 5) == 0 then
        call('HSET', FLIGHT, arrival, string.sub(record, 1, 4) .. '\1' .. string.sub(record, 6))
        -- A new version stands in the index: the older ones are not remembered any longer.
        local n = u32(record, 1)
        local entry = n > 0 and call('GET', P .. 'e' .. n)
        if entry then
          local list = under(article_of(entry))
          for j = 1, #list, 4 do
            local other = u32(list, j)
            local older = other ~= n and call('GET', P .. 'e' .. other)
            local before = older and (claim_of(older) < claim_of(entry)
              or claim_of(older) == claim_of(entry) and other < n)
            if before and article_of(older) == article_of(entry) then
              remove(other, n)
            end
          end
        end
      end
      if call('EXISTS', P .. 'w' .. arrival) == 0 then release(arrival, released) end
    else
      released[#released + 1] = arrival
    end
  end
  return released
end

-- forget, arrivals: they failed or were withdrawn. They and what stood on them are taken back.
-- Returns the arrivals that stood on them.
function ops.forget()
  local queue, asked, standing = {}, {}, {}
  for at = 2, #ARGV do
    queue[#queue + 1] = ARGV[at]
    asked[ARGV[at]] = true
  end
  local at = 1
  while at <= #queue do
    local arrival = queue[at]
    at = at + 1
    local record = call('HGET', FLIGHT, arrival)
    if record then
      call('HDEL', FLIGHT, arrival)
      local n = u32(record, 1)
      if n > 0 then remove(n, 'forget') end
    end
    for _, other in ipairs(call('SMEMBERS', P .. 'd' .. arrival)) do
      if not asked[other] then
        asked[other] = true
        standing[#standing + 1] = other
        queue[#queue + 1] = other
      end
    end
    for _, other in ipairs(call('SMEMBERS', P .. 'w' .. arrival)) do
      call('SREM', P .. 'd' .. other, arrival)
    end
    call('DEL', P .. 'd' .. arrival, P .. 'w' .. arrival)
  end
  call('HINCRBY', STATE, 'epoch', 1)
  return standing
end

-- forget_articles, article ids (32 bytes). Returns story id, new lead's id ('' where nobody is left), ...
function ops.forget_articles()
  local moved = {}
  for at = 2, #ARGV do
    local list = under(ARGV[at])
    for j = 1, #list, 4 do
      local n = u32(list, j)
      local entry = call('GET', P .. 'e' .. n)
      if entry and article_of(entry) == ARGV[at] then
        local _, changed = remove(n, 'forget')
        if changed then
          moved[#moved + 1] = story_of(entry)
          moved[#moved + 1] = changed
        end
      end
    end
  end
  call('HINCRBY', STATE, 'epoch', 1)
  return moved
end

-- load, then packed article, lead's id, ...: articles read back from the index. Returns how many were new.
function ops.load()
  local n, fresh = state('counter'), 0
  for at = 2, #ARGV, 2 do
    local entry = ARGV[at]
    local known = false
    local list = under(article_of(entry))
    for j = 1, #list, 4 do
      local other = call('GET', P .. 'e' .. u32(list, j))
      if other and article_of(other) == article_of(entry) and claim_of(other) >= claim_of(entry) then known = true end
    end
    if not known then
      n = n + 1
      fresh = fresh + 1
      insert(n, entry)
      join(n, entry, ARGV[at + 1], false)
    end
  end
  call('HSET', STATE, 'counter', n)
  return fresh
end

-- evict, claimed before (8 bytes), articles at most, how many to take out or step over at most.
-- Returns how many were taken out, and whether there may be more.
function ops.evict()
  local before, most, budget = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
  local oldest, counter, count = state('oldest'), state('counter'), state('count')
  local removed, steps = 0, 0
  local let_go = call('HGET', STATE, 'let_go') or ''
  if oldest == 0 then oldest = 1 end
  while oldest <= counter and removed < budget and steps < 100 * budget do
    local entry = call('GET', P .. 'e' .. oldest)
    if entry then
      if claim_of(entry) >= before and count <= most then break end
      if claim_of(entry) > let_go then let_go = claim_of(entry) end
      remove(oldest, 'evict')
      removed = removed + 1
      count = count - 1
    end
    oldest = oldest + 1
    steps = steps + 1
  end
  call('HSET', STATE, 'oldest', oldest)
  if let_go ~= '' then call('HSET', STATE, 'let_go', let_go) end
  return {removed, (removed >= budget or steps >= 100 * budget) and 1 or 0}
end

-- bury, names (16 bytes): what carries them does not come back.
function ops.bury()
  for at = 2, #ARGV do call('SADD', TOMBS, ARGV[at]) end
  call('HINCRBY', STATE, 'epoch', 1)
  return #ARGV - 1
end

function ops.unbury()
  for at = 2, #ARGV do call('SREM', TOMBS, ARGV[at]) end
  return #ARGV - 1
end

return ops[op]()
