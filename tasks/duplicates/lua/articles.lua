-- Articles: put into the index, and taken out.

local ops = {}

local function insert(n, entry)
  call('SET', P .. 'e' .. n, entry)
  local keys = keys_of(entry)
  local added = 0
  for i = 1, #keys, 4 do
    local bucket, field = posting(key32(keys, i))
    local list = call('HGET', bucket, field)
    if list then
      list = string.sub(list .. p32(n), -4 * POSTINGS)
    else
      list = p32(n)
      added = added + 1
    end
    call('HSET', bucket, field, list)
  end
  grow(added)
  note_id(base_of(entry), n)
  if string.sub(article_of(entry), 1, 8) ~= base_of(entry) then note_id(article_of(entry), n) end
  call('HINCRBY', STATE, 'count', 1)
end

-- Removes article n. Returns its packed form and the story's new lead, as `leave` does.
local function remove(n, how)
  local entry = call('GET', P .. 'e' .. n)
  if not entry then return nil, nil end
  local keys, gone = keys_of(entry), 0
  for i = 1, #keys, 4 do
    local bucket, field = posting(key32(keys, i))
    local list = call('HGET', bucket, field)
    if list then
      list = without(list, n)
      if list == '' then
        call('HDEL', bucket, field)
        gone = gone + 1
      else
        call('HSET', bucket, field, list)
      end
    end
  end
  grow(-gone)
  drop_id(base_of(entry), n)
  if string.sub(article_of(entry), 1, 8) ~= base_of(entry) then drop_id(article_of(entry), n) end
  local changed = leave(n, entry, how)
  call('DEL', P .. 'e' .. n)
  call('HINCRBY', STATE, 'count', -1)
  return entry, changed
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

-- forget_articles, article ids (32 bytes). Returns story id, new lead's id ('' if no member is left), ...
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

-- add_tombstones, names (16 bytes): articles that have one of these names are kept out.
function ops.add_tombstones()
  for at = 2, #ARGV do call('SADD', TOMBS, ARGV[at]) end
  call('HINCRBY', STATE, 'epoch', 1)
  return #ARGV - 1
end

function ops.remove_tombstones()
  for at = 2, #ARGV do call('SREM', TOMBS, ARGV[at]) end
  return #ARGV - 1
end
