--[[
Dirty parts of a cell, some at a time.

KEYS 1 dirty parts
ARGV 1 cursor of the answer before, or 0; 2 about how many
Returns the next cursor, 0 at the end, and names.
]]
return redis.call('SSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
