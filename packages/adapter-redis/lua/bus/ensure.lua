--- @include group

--[[
Makes a group exist.

KEYS 1… those of the group
ARGV 1 name of the group
Returns nothing.
]]
ensure_group(ARGV[1])
return false
