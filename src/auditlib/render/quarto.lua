-- What report.qmd uses of Quarto, for pandoc alone: conditions, callouts, alternative text, the numbers of figures,
-- tables and sections, and references to them. Includes, embeds and values were put in before (source.py).

local WORDS = { fig = "Figure", tbl = "Table", sec = "Section" }
local TITLES = { note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution" }
local NO_BREAK = "\u{a0}"
local numbers = {}

local function kind_of(identifier) return identifier:match("^(%a+)%-") end

-- Conditions

local function truth(meta, path)
  for name in path:gmatch("[^.]+") do
    if type(meta) ~= "table" then return false end
    meta = meta[name]
  end
  return meta == true or (meta ~= nil and meta ~= false and pandoc.utils.stringify(meta) == "true")
end

local function shown_when(meta)
  return function(element)
    local hides = element.classes:includes("content-hidden")
    if not hides and not element.classes:includes("content-visible") then return nil end
    local given, holds = element.attributes, true
    if given["when-meta"] then holds = holds and truth(meta, given["when-meta"]) end
    if given["unless-meta"] then holds = holds and not truth(meta, given["unless-meta"]) end
    if given["when-format"] then holds = holds and given["when-format"]:match("^html") ~= nil end
    if given["unless-format"] then holds = holds and given["unless-format"]:match("^html") == nil end
    if holds == hides then return {} end
    return element.content
  end
end

-- Callouts, as Quarto prints them on a page without its theme: a quotation with a title

local function callout(div)
  local kind = div.classes:map(function(name) return name:match("^callout%-(%a+)$") end)[1]
  if not kind or not TITLES[kind] then return nil end
  local title = pandoc.Inlines(TITLES[kind])
  local content = div.content
  if div.attributes.title then
    title = pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, "markdown").blocks)
  elseif content[1] and content[1].t == "Header" then
    title = content[1].content
    content:remove(1)
  end
  content:insert(1, pandoc.Para({ pandoc.Strong(title) }))
  return pandoc.BlockQuote(content)
end

-- Figures and tables, wherever their id and caption stand

local function with_alternative_text(image)
  local text = image.attributes["fig-alt"]
  if text then
    image.caption = { pandoc.Str(text) }
    image.attributes["fig-alt"] = nil
  end
  return image
end

local function figure(identifier, caption, image)
  image.identifier = ""
  local long = caption and #caption > 0 and { pandoc.Plain(caption) } or {}
  return pandoc.Figure({ pandoc.Plain({ image }) }, { long = long }, pandoc.Attr(identifier))
end

local function image_alone(block)
  if block and (block.t == "Para" or block.t == "Plain") and #block.content == 1 then
    return block.content[1].t == "Image" and block.content[1] or nil
  end
  return block and block.t == "Figure" and block.content[1] and image_alone(block.content[1]) or nil
end

local function float_div(div)
  local kind = kind_of(div.identifier)
  if kind ~= "fig" and kind ~= "tbl" then return nil end
  local body, last = div.content[1], div.content[#div.content]
  local caption = #div.content > 1 and last.t == "Para" and last.content or nil
  local image = kind == "fig" and image_alone(body)
  if image then
    local own = body.t == "Figure" and pandoc.utils.blocks_to_inlines(body.caption.long)
    return figure(div.identifier, caption or own, image)
  elseif kind == "tbl" and body and body.t == "Table" then
    body.identifier = div.identifier
    if caption then body.caption = { long = { pandoc.Plain(caption) } } end
    return body
  end
end

local function image_paragraph(paragraph)
  local image = image_alone(paragraph)
  if image and kind_of(image.identifier) == "fig" then return figure(image.identifier, nil, image) end
end

-- Numbers and references

local counts = { fig = 0, tbl = 0 }

local function numbered(kind)
  return function(element)
    if kind_of(element.identifier) ~= kind then return nil end
    counts[kind] = counts[kind] + 1
    numbers[element.identifier] = tostring(counts[kind])
    local label = WORDS[kind] .. NO_BREAK .. counts[kind]
    local long = element.caption.long
    if #long == 0 then
      long = { pandoc.Plain({ pandoc.Str(label) }) }
    else
      long[1].content:insert(1, pandoc.Space())
      long[1].content:insert(1, pandoc.Str(label .. ":"))
    end
    element.caption = { long = long }
    return element
  end
end

local function number_sections(blocks)
  local first, sections = 6, {}
  blocks:walk({ Header = function(header) first = math.min(first, header.level) end })
  return blocks:walk({
    Header = function(header)
      if header.classes:includes("unnumbered") then return nil end
      local depth = header.level - first + 1
      sections[depth] = (sections[depth] or 0) + 1
      for deeper = depth + 1, 6 do sections[deeper] = 0 end
      local parts = {}
      for position = 1, depth do parts[position] = tostring(sections[position] or 0) end
      local number = table.concat(parts, ".")
      if kind_of(header.identifier) == "sec" then numbers[header.identifier] = number end
      header.attributes.number = number
      return header
    end,
  })
end

local function reference(cite)
  local made = pandoc.Inlines({})
  for _, citation in ipairs(cite.citations) do
    local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
    local number, text = numbers[id], nil
    if not number then return nil end
    if #made > 0 then made:extend({ pandoc.Str(","), pandoc.Space() }) end
    if #citation.prefix > 0 then
      text = pandoc.Inlines(citation.prefix)
      text:extend({ pandoc.Str(NO_BREAK .. number) })
    elseif citation.mode == "SuppressAuthor" then
      text = number
    else
      text = WORDS[kind_of(id)] .. NO_BREAK .. number
    end
    made:insert(pandoc.Link(text, "#" .. id, "", pandoc.Attr("", { "quarto-xref" })))
  end
  return made
end

function Pandoc(document)
  local is_shown = shown_when(document.meta)
  local blocks = document.blocks:walk({ Div = is_shown, Span = is_shown })
  blocks = blocks:walk({ Div = callout })
  blocks = blocks:walk({ Div = float_div, Para = image_paragraph, Image = with_alternative_text })
  blocks = blocks:walk({ Figure = numbered("fig"), Table = numbered("tbl") })
  blocks = number_sections(blocks)
  document.blocks = blocks:walk({ Cite = reference })
  return document
end
