-- Numbers as plain text, and one link per passage to how its numbers were counted.
-- Marked numbers are spans of class "fact" that name their fact. Used by Quarto and by pandoc alone.

local FIGURES = "figures.html"
local LONGEST_BRACKET = 24
local is_page = FORMAT:match("html") ~= nil
local number_of_passages = 0

-- The ids of the facts in an element, each once, in the order of the text.
local function add_facts(element, ids)
  element:walk({
    Span = function(span)
      local id = span.attributes["data-fact"] or span.attributes["fact"]
      if span.classes:includes("fact") and id and not ids:includes(id) then ids:insert(id) end
    end,
  })
end

local function link(ids)
  number_of_passages = number_of_passages + 1
  local id = "passage-" .. number_of_passages
  local attributes = pandoc.Attr(id, { "counted" }, { -- a list, because the order of a table's names is not fixed
    { "data-facts", table.concat(ids, " ") },
    { "aria-label", "How this was counted: passage " .. number_of_passages },
  })
  return pandoc.Link("How this was counted", FIGURES .. "#" .. id, "", attributes)
end

local function is_list(block)
  return block ~= nil and (block.t == "BulletList" or block.t == "OrderedList" or block.t == "DefinitionList")
end

-- What lies folded below a chart.
local function is_data(block)
  return block ~= nil and block.t == "Div" and block.classes:includes("chart-data")
end

-- A paragraph with the list that follows it is one passage; so is a figure with its data, or a table.
local function with_links(blocks)
  local made, ids = pandoc.Blocks({}), pandoc.List()
  for position, block in ipairs(blocks) do
    local is_one_passage = is_data(block)
      or (block.t == "Div" and (block.classes:includes("headline-figures") or block.classes:includes("table-scroll")))
    if (block.t == "Div" and not is_one_passage) or block.t == "BlockQuote" then
      block.content = with_links(block.content)
    elseif block.t ~= "Header" then
      add_facts(pandoc.Blocks({ block }), ids)
    end
    made:insert(block)
    local is_text = block.t == "Para" or block.t == "Plain"
    if #ids > 0 and not (is_text and is_list(blocks[position + 1])) and not is_data(blocks[position + 1]) then
      if is_text then
        block.content:extend({ pandoc.Space(), link(ids) })
        made[#made] = block
      else
        made:insert(pandoc.Div({ pandoc.Para({ link(ids) }) }, pandoc.Attr("", { "counted-below" })))
      end
      ids = pandoc.List()
    end
  end
  return made
end

-- Keep what stands in short brackets with numbers in it on one line.
local function together(inlines)
  local whole = pandoc.utils.stringify(inlines) -- most have nothing to do, and to look at each part takes long
  if not whole:find("(", 1, true) or not whole:find("%d") then return nil end
  local made, first, length = pandoc.Inlines({}), nil, 0
  for _, inline in ipairs(inlines) do
    made:insert(inline)
    local text = inline.t == "Str" and inline.text or inline.t == "Space" and " " or nil
    if text == nil then
      first = nil
    elseif first == nil then
      local inside = text:match("%(([^)]*)$")
      if inside then first, length = #made, #inside end
    else
      length = length + #text
      if text:find(")", 1, true) then
        local run = pandoc.Inlines({})
        for position = first, #made do run:insert(made[position]) end
        if length <= LONGEST_BRACKET and pandoc.utils.stringify(run):find("%d") then
          while #made >= first do made:remove() end
          made:insert(pandoc.Span(run, pandoc.Attr("", { "together" })))
        end
        first = nil
      end
    end
  end
  return made
end

function Pandoc(document)
  if is_page then document.blocks = with_links(document.blocks) end
  document.blocks = document.blocks:walk({
    Span = function(span)
      if span.classes:includes("fact") then return span.content end
    end,
    Inlines = is_page and together or nil, -- after all spans
  })
  return document
end
