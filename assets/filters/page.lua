-- The report's own page: figures and tables in one plain form, tables that can be read aloud and scrolled, and none
-- of the boxes around what notebooks put out. Used by Quarto (at: post-render) and by pandoc alone; other formats
-- are left as they are.

local NUMBERED_LEVEL = 1 -- before pandoc shifts headings below the title
local COLUMNS_THAT_FIT = 2 -- on any screen, in any font
local COLUMNS_ON_A_PHONE = 4
local NUMBER = "^[-+−±£(]*%d[%d,.%%−+ offpoints()]*$"
local regions = 0

if not FORMAT:match("html") then return {} end

-- What an image shows, in words, without what Quarto adds to say it again.
local function with_alternative_text(image, otherwise)
  local text = image.attributes.alt or pandoc.utils.stringify(image.caption)
  if text == "" then text = otherwise or "" end
  image.caption = text == "" and {} or { pandoc.Str(text) }
  for _, name in ipairs({ "alt", "role", "aria-label", "fig-alt" }) do image.attributes[name] = nil end
  return image
end

-- The blocks of what Quarto makes of a figure or table: the chart or table itself, and its caption.
local function parts_of(blocks, found, in_caption)
  for _, block in ipairs(blocks) do
    if block.t == "RawBlock" then
      in_caption = block.text:match("^<figcaption") ~= nil
    elseif block.t == "Table" then
      found.table = block
    elseif block.t == "Div" or block.t == "Figure" then
      parts_of(block.content, found, false)
    elseif block.content and not in_caption and pandoc.List(block.content):find_if(function(one) return one.t == "Image" end) then
      found.image = pandoc.List(block.content):find_if(function(one) return one.t == "Image" end)
    elseif block.content then
      found.caption = pandoc.Inlines(block.content):filter(function(one) return one.t ~= "RawInline" end)
    end
  end
  return found
end

local function plain_float(div)
  local found = parts_of(div.content, {}, false)
  local caption = found.caption and { pandoc.Plain(found.caption) } or {}
  if found.table then
    found.table.identifier, found.table.classes = div.identifier, {}
    if found.caption then found.table.caption = { long = caption } end
    return found.table
  elseif found.image then
    return pandoc.Figure({ pandoc.Plain({ found.image }) }, { long = caption }, pandoc.Attr(div.identifier))
  end
end

-- The boxes that Quarto puts around a notebook's cells name the notebook's path: they go.
local function unboxed(div)
  if div.classes:includes("quarto-float") or div.classes:includes("quarto-figure") then return plain_float(div) end
  local is_box = div.classes:includes("quarto-embed-nb-cell") or div.classes:includes("cell")
    or div.classes:includes("cell-output") or div.classes:includes("quarto-scaffold")
  local is_bare = div.identifier == "" and #div.classes == 0 and #div.attributes == 0
  if is_box or is_bare then return div.content end
  if div.classes:includes("hidden") then return {} end
end

local function region(content, label, class)
  local attributes = { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label } }
  return pandoc.Div(content, pandoc.Attr("", { class }, attributes))
end

-- The chart as it was drawn for a phone, for narrow screens. Only "src" is put into the page by pandoc itself; where it
-- works alone, the embedded renderer replaces "data:image/png," and the name by the file.
local function for_phones(identifier)
  local name = "phone/" .. identifier .. ".svg"
  local file = identifier ~= "" and io.open(name)
  if not file then return nil end
  local drawing = quarto and pandoc.mediabag.make_data_uri("image/svg+xml", file:read("a")) or "data:image/png," .. name
  file:close()
  return '<picture><source media="(max-width: 40rem)" srcset="' .. drawing .. '">'
end

local function plain_figure(figure)
  local caption = pandoc.utils.stringify(figure.caption.long)
  local image
  figure = figure:walk({ Image = function(one) image = with_alternative_text(one, caption) return image end })
  if image and caption ~= "" then
    local source = for_phones(figure.identifier)
    local start, stop = pandoc.RawInline("html", source or ""), pandoc.RawInline("html", "</picture>")
    figure.content = { pandoc.Plain(source and { start, image, stop } or { image }) }
  end
  return figure
end

local function is_number(cell)
  local text = pandoc.utils.stringify(cell.contents)
  return text:match(NUMBER) ~= nil
end

-- Alignment by class: a page may be served under a policy that forbids styles on elements.
local function aligned(cell, alignment)
  if cell.alignment ~= "AlignDefault" then alignment = cell.alignment end
  if alignment == "AlignRight" then cell.classes:insert("align-right") end
  if alignment == "AlignCenter" then cell.classes:insert("align-center") end
  cell.alignment = "AlignDefault"
end

local function readable_table(element)
  local alignments = element.colspecs:map(function(spec) return spec[1] end)
  local rows = pandoc.List()
  for _, body in ipairs(element.bodies) do rows:extend(body.body) end
  for column = 2, #alignments do
    local all = #rows > 0
    for _, row in ipairs(rows) do all = all and row.cells[column] ~= nil and is_number(row.cells[column]) end
    if all and alignments[column] == "AlignDefault" then alignments[column] = "AlignRight" end
  end
  local function align(row)
    for column, cell in ipairs(row.cells) do aligned(cell, alignments[column]) end
  end
  for _, row in ipairs(element.head.rows) do
    align(row)
    for _, cell in ipairs(row.cells) do cell.attributes.scope = "col" end
  end
  for _, body in ipairs(element.bodies) do
    if #alignments > 1 then body.row_head_columns = 1 end
    for _, row in ipairs(body.body) do
      align(row)
      if #alignments > 1 and row.cells[1] then row.cells[1].attributes.scope = "row" end
    end
  end
  element.colspecs = element.colspecs:map(function() return { "AlignDefault", nil } end)
  if #alignments <= COLUMNS_THAT_FIT then return element end
  local caption = pandoc.utils.stringify(element.caption.long)
  regions = regions + 1
  local made = region({ element }, caption ~= "" and caption or ("Table " .. regions), "table-scroll")
  if #alignments <= COLUMNS_ON_A_PHONE then return made end
  local note = pandoc.Para({ pandoc.Str("Where the table goes on to the right, scroll sideways to see it all.") })
  return { pandoc.Div({ note }, pandoc.Attr("", { "scroll-note" })), made }
end

-- The data of charts, folded away below them: of one, or of as many as `charts` says. The table may be missing, and so
-- may the chart: then it stands open.
local function folded(blocks)
  local made, numbers = pandoc.Blocks({}), pandoc.List() -- of the figures right above
  for _, block in ipairs(blocks) do
    local is_data = block.t == "Div" and block.classes:includes("chart-data")
    if is_data and #numbers > 0 and #block.content > 0 then
      local first = math.max(1, #numbers + 1 - (tonumber(block.attributes.charts) or 1))
      local shown = table.concat(numbers, " and ", first)
      local label = shown == "" and "the chart" or (first < #numbers and "figures " or "figure ") .. shown
      block.attributes.charts = nil
      block.content:insert(1, pandoc.RawBlock("html", "<details><summary>Data for " .. label .. "</summary>"))
      block.content:insert(pandoc.RawBlock("html", "</details>"))
      made:insert(block)
    elseif is_data then
      made:extend(block.content)
    else
      made:insert(block)
    end
    if block.t == "Figure" then
      local caption = pandoc.utils.stringify(block.caption.long)
      numbers:insert(caption:match("^Figure\u{a0}([%d.]+):") or "")
    else
      numbers = pandoc.List()
    end
  end
  return made
end

-- "Figure 1:" set apart from what the caption says; Quarto writes it in several pieces.
local function labelled(caption)
  local inlines = caption.long[1] and caption.long[1].content
  if not inlines then return caption end
  local label = pandoc.Inlines({})
  for _, inline in ipairs(inlines) do
    if inline.t ~= "Str" then break end
    label:insert(inline)
  end
  if pandoc.utils.stringify(label):match("^%a+\u{a0}[%d.]+:$") then
    for _ = 1, #label do inlines:remove(1) end
    inlines:insert(1, pandoc.Span(label, pandoc.Attr("", { "caption-label" })))
  end
  return caption
end

-- Headings as an outline without gaps: a "###" right under a "#" counts as "##".
local outline = pandoc.List()

local function header(element)
  while #outline > 0 and outline[#outline] >= element.level do outline:remove() end
  outline:insert(element.level)
  element.level = #outline
  if element.level > NUMBERED_LEVEL then
    local classes = element.classes:filter(function(name) return name ~= "unnumbered" end)
    classes:insert("unnumbered")
    element.attr = pandoc.Attr(element.identifier, classes)
    local first = element.content[1]
    if first and first.t == "Span" and first.classes:includes("header-section-number") then
      element.content:remove(1) -- Quarto has written the number already
      if element.content[1] and element.content[1].t == "Space" then element.content:remove(1) end
    end
  end
  return element
end

local function without_comments(raw)
  if raw.format:match("html") and raw.text:match("^%s*<!%-%-") then return {} end
end

-- What stands at the foot of each printed page, as a text of CSS: letters that might end it are written as numbers.
local function with_foot(meta)
  local parts = { pandoc.utils.stringify(meta.title or ""), pandoc.utils.stringify(meta.subtitle or "") }
  local text = table.concat(parts, ", "):gsub("[^%w ,.:\128-\255]", function(one) return ("\\%x "):format(one:byte()) end)
  meta.running = pandoc.RawInline("html", text)
  return meta
end

return {
  { Meta = with_foot },
  { RawBlock = without_comments, RawInline = without_comments },
  { Div = unboxed },
  { Image = with_alternative_text, Header = header },
  {
    Figure = function(figure)
      figure = plain_figure(figure)
      figure.caption = labelled(figure.caption)
      return figure
    end,
    Table = function(element)
      element.caption = labelled(element.caption)
      return readable_table(element)
    end,
  },
  { Blocks = folded },
}
