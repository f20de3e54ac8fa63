--- @include group

--[[
KEYS 1… those of the group
ARGV 1 most dead letters
Returns the oldest ones, as XRANGE does.
]]
return redis.call('XRANGE', dead, '-', '+', 'COUNT', ARGV[1])
