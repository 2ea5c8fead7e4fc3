// Whether times mean anything: not in builds without optimization or with a sanitizer (presets debug, sanitizers,
// thread-sanitizer).
#pragma once

namespace isonet::test {

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
inline constexpr bool optimized = true;
#else
inline constexpr bool optimized = false;
#endif

}  // namespace isonet::test
