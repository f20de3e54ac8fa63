--[[
Reads what the archive lacks of a part.

KEYS 1 part; 2 its unsaved members
ARGV 1 most members
Returns nil if the part is not there, else version, five counts, the number of members left out, and of each member its
name and state.
]]
local header = redis.call('HMGET', KEYS[1], 'v', 'L', 'R', 'P', 'Q', 'V')
if not header[1] then
  return false
end
local members = redis.call('SRANDMEMBER', KEYS[2], ARGV[1])
header[7] = tostring(redis.call('SCARD', KEYS[2]) - #members)
for _, member in ipairs(members) do
  header[#header + 1] = member
  header[#header + 1] = redis.call('HGET', KEYS[1], member)
end
return header
