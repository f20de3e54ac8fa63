--[[
Reads parts: their headers, and of some one member.

KEYS of each part: its own
ARGV of each part: a member, or nothing
Returns for each part version, whether it is partial, five counts and the member: texts, or nil.
]]
local found = {}
for index, key in ipairs(KEYS) do
  found[index] = redis.call('HMGET', key, 'v', 'p', 'L', 'R', 'P', 'Q', 'V', ARGV[index])
end
return found
