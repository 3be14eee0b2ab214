-- Begins every script of a log. KEYS: 1 meta, 2 entries.
-- ARGV: 1 name for a new epoch; what the asking node knows: 2 epoch, 3 offset, 4 tag, 5 version, 6 state; 7 former epochs, each between spaces.
-- Meta: e epoch, o offset, v version and s value of the slot, g tag of the last entry.
local function n(number) return string.format('%.0f', number) end
local found = redis.call('HMGET', KEYS[1], 'e', 'o', 'v', 's', 'g')
local e, o, v, s, g = found[1], tonumber(found[2] or 0), tonumber(found[3] or 0), found[4] or '', found[5] or '-'
local seen = tonumber(ARGV[3])
local forgot = false
if not e then
  e, o, v, s, g = ARGV[1], 0, tonumber(ARGV[5]), ARGV[6], '-'
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', e, 'o', 0, 'v', n(v), 's', s, 'g', g)
  redis.call('EXPIRE', KEYS[1], 90000)
elseif string.find(ARGV[7], ' ' .. e .. ' ', 1, true) then
  forgot = true
elseif e == ARGV[2] then
  if o < seen then
    forgot = true
  elseif o == seen then
    forgot = g ~= ARGV[4]
  else
    local there = redis.call('XRANGE', KEYS[2], n(seen) .. '-0', n(seen) .. '-0')
    forgot = there[1] ~= nil and there[1][2][2] ~= ARGV[4]
  end
end
if forgot then return {'forgot', e, n(o), g} end
local function oldest()
  local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
  return first[1] and string.match(first[1][1], '^%d+') or n(o + 1)
end
