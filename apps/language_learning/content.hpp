#pragma once

/// \file
/// Buckets, and the distribution that brings the site and the lessons' audio to students.

#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/distribution.hpp"

namespace language_learning {

/// Where lessons, texts for translation and their translations stand in the content bucket, and audio in the
/// audio bucket.
inline constexpr char lesson_files[] = "lessons/*";
inline constexpr char source_texts[] = "texts/*";
inline constexpr char translated_texts[] = "translations/*";
inline constexpr char spoken_lessons[] = "audio/speech/*";

struct Content {
  /// The web application.
  tenon::Bucket& site;
  /// A copy of it, for when S3 does not answer for the other.
  tenon::Bucket& standby_site;
  /// Lessons and their translations. Functions read them, nobody else.
  tenon::Bucket& lessons;
  /// Recorded and spoken lessons, for everybody.
  tenon::Bucket& audio;
  /// What students say, and what was heard. No distribution leads here.
  tenon::Bucket& recordings;
  /// Of requests to the buckets and the distribution. Goes with the stack.
  tenon::Bucket& access_logs;
  tenon::Distribution& distribution;
};

Content add_content(tenon::Stack& stack);

}  // namespace language_learning
