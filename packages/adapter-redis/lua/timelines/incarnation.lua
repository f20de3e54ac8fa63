--- @include cell

--[[
Enters a cell without touching any timeline.

KEYS 1 record of the cell
ARGV 1 epoch, 2 layout
Returns the life of the cell.
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
return life or refusal
