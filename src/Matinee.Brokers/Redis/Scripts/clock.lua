-- KEYS: 1 one that says which server is asked.
local clock = redis.call('TIME')
return {clock[1], clock[2], string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')}
