--- @include ../cell
--- @include timeline

--[[
Reads a timeline and prolongs its life.

KEYS 1 record of the cell, 2 timeline
ARGV 1 epoch, 2 layout, 3 position to read below (empty: from the top), 4 most entries wanted, 5 milliseconds to live on
Returns nothing if the timeline is absent, else
  1 the header
  2 the highest wanted entries below the position and, if there is one, the next below them, highest first
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key, before, limit = KEYS[2], ARGV[3], tonumber(ARGV[4])
local header = load_header(key, life, #before)
if not header then
  return false
end
local top = before == '' and '+' or '(e' .. before
local members = redis.call('ZREVRANGEBYLEX', key, top, '[e', 'LIMIT', 0, limit + 1)
for index = 1, #members do
  members[index] = string.sub(members[index], 2)
end
redis.call('PEXPIRE', key, ARGV[5])
return { string.sub(header.member, 2), table.concat(members) }
