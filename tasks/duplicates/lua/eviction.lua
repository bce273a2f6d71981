-- Eviction: articles that left the window, or are too many.

-- evict, claimed before (8 bytes), articles at most, how many to remove at most.
-- Returns how many were removed, and whether there may be more.
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
