--[[
A part of a post's counters is a hash: first its header, so that it is found at once in a hash that is still a list,
then its members.

  v        version: rises with every change, and is never behind the callers' clocks
  p        1 if the archive may know members that are not here
  L R P Q V  counts of likes, replies, reposts, quotes and views
  lrpq and a member: + or - for in or out, and since when in ms; numbers stay the texts that were given

Beside it a sorted set of its events by time, which ends when the last of them is forgotten; and in front of an archive
a set of the members that it lacks.
]]
local COUNTS = { 'L', 'R', 'P', 'Q', 'V' }

--- Makes the header of a part that is not there.
local function begin_part(key, version, partial, counts)
  local fields = { 'v', version, 'p', partial }
  for index, name in ipairs(COUNTS) do
    fields[#fields + 1] = name
    fields[#fields + 1] = counts and counts[index] or '0'
  end
  redis.call('HSET', key, unpack(fields))
end
