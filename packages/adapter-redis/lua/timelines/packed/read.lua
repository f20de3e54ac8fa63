--- @include ../cell
--- @include timeline

--[[
Reads a timeline and prolongs its life. The reader sorts the tail into the sealed entries itself: clients are many, and
the server is one.

KEYS 1 record of the cell, 2 tail of the timeline
ARGV 1 epoch, 2 layout, 3 position to read below (empty: from the top), 4 most entries wanted, 5 milliseconds to live on
Returns nothing if the timeline is absent, else
  1 the header, what it is filled up with, and the tail, unsorted, of any position
  2 the highest wanted sealed entries below the position, lowest first, in pieces
  3 number of sealed entries below the position
  4 bytes before the entries of the tail
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key, before, limit = KEYS[2], ARGV[3], tonumber(ARGV[4])
local header, text = load_header(key, life, #before)
if not header then
  return false
end
local sealed_key = sealed_key_of(key)
local below = before == '' and header.sealed or sealed_below(sealed_key, header, before)
local wanted = sealed_pieces(sealed_key, header, math.max(0, below - limit), below)
redis.call('PEXPIRE', key, ARGV[5])
redis.call('PEXPIRE', sealed_key, ARGV[5])
return { text, wanted, below, header_bytes(header) }
