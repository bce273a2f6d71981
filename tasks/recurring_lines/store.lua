-- Lines that a source prints in one article after another: every read and every change is one call, so atomic.
-- KEYS[1] is the prefix of the source's keys.
--
--   <p>:new, <p>:old  hashes, two generations: line (8 bytes) -> number of articles, and the number that the source's
--                     article had that brought it first (struct >HI4); "a" and 8 bytes -> an arrival that was learned
--   <p>:count         how many articles of the source were learned
--
-- A generation that is full becomes the old one and the old one goes; a line that still comes moves to the new one
-- with its count. So memory is bounded, and what no longer comes is forgotten.
--
-- ARGV: operation, capacity of a generation, seconds to keep, arrival (8 bytes), then the lines.

local P, op, capacity, keep = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local NEW, OLD, COUNT = P .. ':new', P .. ':old', P .. ':count'
local call = redis.call
local arrival = 'a' .. ARGV[4]
local LINES = 4

local function fetch(fields)
  local values = call('HMGET', NEW, unpack(fields))
  local older = call('HMGET', OLD, unpack(fields))
  for i = 1, #fields do values[i] = values[i] or older[i] end
  return values
end

local fields = {}
for i = LINES + 1, #ARGV do fields[#fields + 1] = ARGV[i] end
fields[#fields + 1] = arrival
local values = fetch(fields)
local seen = values[#fields]
local articles = tonumber(call('GET', COUNT) or '0')

if op == 'known' then
  -- per line: how many other articles had it, and how many the source has had since
  local result = {}
  for i = 1, #fields - 1 do
    local times, since = 0, 0
    if values[i] then
      local first
      times, first = struct.unpack('>HI4', values[i])
      since = articles - first
      if seen and times > 0 then times, since = times - 1, since - 1 end
    end
    result[2 * i - 1], result[2 * i] = times, since
  end
  return result
end

-- learn
if seen then return 0 end
local long, met = 0, 0
for i = 1, #fields - 1 do
  local length = string.byte(fields[i], 8) % 4
  local times = values[i] and struct.unpack('>HI4', values[i]) or 0
  if length >= 2 and times < 3 then
    long = long + 1
    if times > 0 then met = met + 1 end
  end
end
-- An article whose long lines have mostly come before is a copy or an update of another: it proves nothing.
if long > 0 and 2 * met >= long and (met > 1 or long == 1) then
  call('HSET', NEW, arrival, '')
else
  local changes = { arrival, '' }
  for i = 1, #fields - 1 do
    local times, first = 0, articles
    if values[i] then times, first = struct.unpack('>HI4', values[i]) end
    changes[#changes + 1] = fields[i]
    changes[#changes + 1] = struct.pack('>HI4', math.min(times + 1, 65535), first)
  end
  call('HSET', NEW, unpack(changes))
  call('INCR', COUNT)
end
if call('HLEN', NEW) >= capacity then call('RENAME', NEW, OLD) end
call('EXPIRE', NEW, keep)
call('EXPIRE', OLD, keep)
call('EXPIRE', COUNT, keep)
return 1
