// Decodes the first frame of GIF files.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "training/data/images/JpegReader.h"

namespace isonet::training {

// Decodes the first frame on its canvas as gray (0.299 R + 0.587 G + 0.114 B) or BGR bytes: the pixels of Pillow's
// convert("RGB"). Transparency is dropped; the canvas outside the frame has the transparent color, or the first one of
// the palette. The result is valid until this thread's next call. Throws ImageError naming `name`.
// Source: GIF89a (CompuServe, 1990), with LZW codes of at most 12 bits (appendix F).
DecodedPart readGif(std::span<const std::uint8_t> bytes, bool gray, const std::string& name);

}  // namespace isonet::training
