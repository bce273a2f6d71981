-- Arrivals in flight: looked at, judged, settled or taken back.

-- The fate of the arrival is final; so is that of settled arrivals that depended on it alone.
local function release(arrival, released)
  call('HDEL', FLIGHT, arrival)
  released[#released + 1] = arrival
  local dependents = call('SMEMBERS', P .. 'd' .. arrival)
  call('DEL', P .. 'd' .. arrival)
  for _, other in ipairs(dependents) do
    call('SREM', P .. 'w' .. other, arrival)
    if call('EXISTS', P .. 'w' .. other) == 0 then
      local record = call('HGET', FLIGHT, other)
      if record and string.byte(record, 5) == 1 then release(other, released) end
    end
  end
end

-- look, then for each candidate: arrival, id (8 bytes), article id and decoded hash (16 bytes each), sketch's keys.
-- Returns the last number, the epoch, for each candidate {1, record, what it depends on} if it was judged before, {2} if
-- it was deleted, or {3, numbers under its id, numbers alike}; then articles (number, packed, ...) and stories
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
-- article or '', 'l' or 'j' and the id of the story's lead before, the arrivals it depends on, separated by zeros.
-- Returns for each the arrivals it depends on that are still in flight; 1 if another worker was faster, 0 if the index
-- was lost.
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
      if #alike(keys_of(entry), seen) > 0 then return 1 end
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
    local pending = {}
    for other in string.gmatch(ARGV[at + 4], '[^%z]+') do
      if other ~= arrival and call('HEXISTS', FLIGHT, other) == 1 then
        call('SADD', P .. 'd' .. other, arrival)
        call('SADD', P .. 'w' .. arrival, other)
        pending[#pending + 1] = other
      end
    end
    result[#result + 1] = pending
  end
  call('HSET', STATE, 'counter', n)
  if moved then call('HINCRBY', STATE, 'epoch', 1) end
  return result
end

-- settle, arrivals: Elasticsearch has acknowledged them. Returns those that depend on nothing in flight any more.
function ops.settle()
  local released = {}
  for at = 2, #ARGV do
    local arrival = ARGV[at]
    local record = call('HGET', FLIGHT, arrival)
    if record then
      if string.byte(record, 5) == 0 then
        call('HSET', FLIGHT, arrival, string.sub(record, 1, 4) .. '\1' .. string.sub(record, 6))
        -- The index has a new version: the older ones are not kept any longer.
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

-- forget, arrivals: they failed or were withdrawn. They and their dependents are taken back.
-- Returns the dependents.
function ops.forget()
  local queue, asked, dependents = {}, {}, {}
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
        dependents[#dependents + 1] = other
        queue[#queue + 1] = other
      end
    end
    for _, other in ipairs(call('SMEMBERS', P .. 'w' .. arrival)) do
      call('SREM', P .. 'd' .. other, arrival)
    end
    call('DEL', P .. 'd' .. arrival, P .. 'w' .. arrival)
  end
  call('HINCRBY', STATE, 'epoch', 1)
  return dependents
end
