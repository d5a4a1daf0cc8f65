-- The report's page as a document of Word or Typst: what pandoc's writers leave out or set otherwise.

local is_typst = FORMAT:match("typst") ~= nil
local LETTERS_ON_A_LINE = 104 -- in a table as wide as the page
local BOLD, BETWEEN = 1.12, 2.4 -- how much wider letters of a header are; letters that would fit between columns
local LONGEST_LINE = 30 -- a cell with more words than that may wrap
local ROWS_ON_A_PAGE = 24 -- a table of as many is not torn
local SECTION = 2 -- the level of a section before pandoc shifts headings
local CHART = "85%" -- of the text's width: its words are then as large as the text

-- A text as a string of Typst.
local function quoted(text) return '"' .. text:gsub('[\\"]', "\\%0"):gsub("%s+", " ") .. '"' end

-- Pandoc leaves out alternative texts in Typst.
local function image(one)
  if not is_typst then
    one.attributes.width = CHART
    return one
  end
  local alt = pandoc.utils.stringify(one.caption)
  return pandoc.RawInline("typst", "#chart(" .. quoted(one.src) .. ", alt: " .. quoted(alt) .. ", width: " .. CHART .. ")")
end

-- Typst makes one sign of two hyphens, of three dots and of a hyphen before a number: not where they are a text's.
local function as_written(str)
  if is_typst and (str.text:find("%-[%-%?%d]") or str.text:find("%.%.%.")) then
    return pandoc.RawInline("typst", "#" .. quoted(str.text) .. ";")
  end
end

-- Two lists must not run into one.
local function named(title) return pandoc.Para({ pandoc.Strong({ pandoc.Str(title) }) }) end

-- Numbers side by side at the top of the report: a grid in PDF, a line each in Word.
local function cards(div)
  if not div.classes:includes("headline-figures") then return nil end
  local made = pandoc.Blocks({})
  if is_typst then made:insert(pandoc.RawBlock("typst", "#cards(")) end
  for _, card in ipairs(div.content) do
    local content = card.content or pandoc.Blocks({ card })
    if is_typst then
      made:insert(pandoc.RawBlock("typst", "["))
      made:extend(content)
      made:insert(pandoc.RawBlock("typst", "],"))
    else
      local between = { ": " }
      local text = pandoc.utils.blocks_to_inlines(content):walk({
        LineBreak = function() return pandoc.Str(table.remove(between) or ", ") end,
      })
      made:insert(pandoc.Plain(text))
    end
  end
  if is_typst then made:insert(pandoc.RawBlock("typst", ")")) end
  if is_typst then return made end
  return { named("Headline figures"), pandoc.BulletList(made:map(function(line) return { line } end)) }
end

-- Brackets that stand on one line on the page do so here.
local function together(span)
  if not span.classes:includes("together") then return nil end
  return span.content:walk({ Space = function() return pandoc.Str("\u{a0}") end })
end

local function unboxed(div)
  if div.identifier == "" then return div.content end
end

-- How many letters a cell needs for its longest word, and so as not to wrap.
local function letters(cell, is_header)
  local text, longest = pandoc.utils.stringify(cell.contents), 0
  for word in text:gmatch("[^%s-]+") do longest = math.max(longest, pandoc.text.len(word)) end
  longest = longest * (is_header and BOLD or 1) + BETWEEN
  return longest, math.max(longest, is_header and 0 or math.min(pandoc.text.len(text), LONGEST_LINE) + BETWEEN)
end

-- Rows of a short table stay with the next one; Word asks that of each cell.
local function kept(element)
  local rows = pandoc.List({})
  rows:extend(element.head.rows)
  for _, body in ipairs(element.bodies) do rows:extend(body.body) end
  if #rows > ROWS_ON_A_PAGE then
    return is_typst and { pandoc.RawBlock("typst", "#long["), element, pandoc.RawBlock("typst", "]") } or element
  end
  for position = 1, is_typst and 0 or #rows - 1 do
    for _, cell in ipairs(rows[position].cells) do
      local text = pandoc.Para(pandoc.utils.blocks_to_inlines(cell.contents))
      cell.contents = { pandoc.Div(text, pandoc.Attr("", {}, { { "custom-style", "Kept with next" } })) }
    end
  end
  return element
end

-- Columns as wide as what stands in them: Word and LibreOffice would make all alike.
local function sized(element)
  local least, most, least_total, most_total = {}, {}, 0, 0
  local function measure(rows, is_header)
    for _, row in ipairs(rows) do
      for column, cell in ipairs(row.cells) do
        local word, line = letters(cell, is_header)
        least[column] = math.max(least[column] or 0, word)
        most[column] = math.max(most[column] or 0, line)
      end
    end
  end
  measure(element.head.rows, true)
  for _, body in ipairs(element.bodies) do measure(body.body, false) end
  for column = 1, #least do
    least_total, most_total = least_total + least[column], most_total + most[column]
  end
  -- What is left when every word fits is shared among the columns that want it.
  local free = math.max(0, LETTERS_ON_A_LINE - least_total)
  local share = most_total > least_total and math.min(1, free / (most_total - least_total)) or 0
  local whole = math.max(LETTERS_ON_A_LINE, least_total)
  for column, spec in ipairs(element.colspecs) do
    spec[2] = (least[column] + (most[column] - least[column]) * share) / whole
    element.colspecs[column] = spec
  end
  return kept(element)
end

-- A list of the sections before the first of them.
local function with_contents(document)
  local entries, first = pandoc.List(), nil
  for position, block in ipairs(document.blocks) do
    if block.t == "Header" and block.level == SECTION then
      first = first or position
      entries:insert({ pandoc.Plain({ pandoc.Link(block.content, "#" .. block.identifier) }) })
    end
  end
  if first == nil then return nil end
  if is_typst then
    document.blocks:insert(first, pandoc.RawBlock("typst", "#contents()"))
  else
    document.blocks:insert(first, pandoc.BulletList(entries))
    document.blocks:insert(first, named("Contents"))
  end
  return document
end

return {
  { Div = cards },
  { Span = together },
  { Div = unboxed, Image = image, Str = as_written },
  { Table = sized },
  { Pandoc = with_contents },
}
