-- The game of life on a torus. lua life.lua [generations]
local width, height = 76, 20
local generations = tonumber(arg[1]) or 200

math.randomseed(os.time())
local cells = {}
for y = 1, height do
  cells[y] = {}
  for x = 1, width do cells[y][x] = math.random(4) == 1 end
end

local function neighbours(x, y)
  local count = 0
  for dy = -1, 1 do
    for dx = -1, 1 do
      local row = cells[(y + dy - 1) % height + 1]
      if (dx ~= 0 or dy ~= 0) and row[(x + dx - 1) % width + 1] then count = count + 1 end
    end
  end
  return count
end

io.write("\27[2J")
for generation = 1, generations do
  local lines, following = {}, {}
  for y = 1, height do
    local line, row = {}, {}
    for x = 1, width do
      local count = neighbours(x, y)
      line[x] = cells[y][x] and "o" or " "
      row[x] = count == 3 or (cells[y][x] and count == 2)
    end
    lines[y], following[y] = table.concat(line), row
  end
  io.write("\27[H\27[32m", table.concat(lines, "\n"), "\27[0m\ngeneration ", generation, "\n")
  io.flush()
  cells = following
  -- Ctrl+C ends the pause, and with it the game.
  if not os.execute("sleep 0.1") then break end
end
