--- @include ../cell
--- @include timeline

--[[
Reads a timeline and prolongs its life. The reader sorts the tail into the sealed entries itself: clients are many, and
the server is one.

KEYS 1 record of the cell, 2 tail of the timeline
ARGV 1 epoch, 2 layout, 3 position to read below (empty: from the top), 4 most entries wanted, 5 milliseconds to live on
Returns nothing if the timeline is absent, else
  1 the header and the tail, unsorted, of any position
  2 the highest wanted sealed entries below the position, lowest first
  3 number of sealed entries below the position
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key, before, limit = KEYS[2], ARGV[3], tonumber(ARGV[4])
local text = redis.call('GET', key)
local header = text and parse_header(text, life, #before)
if not header then
  return false
end
local sealed_key = sealed_key_of(key)
local width, below, wanted = header.width, header.sealed, ''
local size = width + HINT_BYTES
if below > 0 then
  if redis.call('STRLEN', sealed_key) ~= below * size then
    forget(key)
    return false
  end
  if before == '' then
    wanted = redis.call('GETRANGE', sealed_key, -limit * size, -1)
  else
    local entries = redis.call('GET', sealed_key)
    below = count_below(entries, below, before, width, size)
    wanted = string.sub(entries, math.max(0, below - limit) * size + 1, below * size)
  end
  redis.call('PEXPIRE', sealed_key, ARGV[5])
end
redis.call('PEXPIRE', key, ARGV[5])
return { text, wanted, below }
