-- Stories: articles join and leave them.

local MEMBERS = 16       -- members of a story that are kept; `VOTERS` in articles/duplicates/decide.py

-- Returns the number of an article, of its first version; 0 if the index does not hold it.
local function number_of(article)
  local list = under(article)
  for j = 1, #list, 4 do
    local n = u32(list, j)
    local entry = call('GET', P .. 'e' .. n)
    if entry and article_of(entry) == article then return n end
  end
  return 0
end

-- Tells whether article n is in the index and belongs to this story. A member that does not would stay in the story's
-- record after it left the index, since it is taken out of the record of its own story only.
local function belongs(n, story)
  local entry = call('GET', P .. 'e' .. n)
  return entry and story_of(entry) == story
end

-- Lets article n join a story. `lead` is the id of the story's lead as it was judged; `takes` makes n the lead.
-- `add_to_story` in articles/duplicates/batch.py does the same to a batch; one table of cases tests both.
local function join(n, entry, lead, takes)
  local story = story_of(entry)
  local article = article_of(entry)
  local key = P .. 's' .. story
  local record = call('GET', key)
  if not record then
    if lead == article and not takes then return end
    local first = number_of(lead)
    if first > 0 and not belongs(first, story) then first = 0 end
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

-- Lets article n leave its story. `how`: 'evict' keeps the lead's id, 'forget' makes the oldest member the lead,
-- a number takes n's place. Returns the new lead's id if the lead changed ('' if no member is left).
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
