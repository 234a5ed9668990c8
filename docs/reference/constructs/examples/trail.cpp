#include "tenon/constructs/security/trail.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/security/key.hpp"

using tenon::Bucket;
using tenon::DataEvents;
using tenon::Key;
using tenon::Trail;

void trail(tenon::App& app) {
  auto& stack = app.add("Audit", tenon::Stack::Props{});

  auto& records = stack.add("Records", Bucket::Props{});
  stack.add("Trail",
            Trail::Props{
                .encryption_key = &stack.add("Key", Key::Props{.description = "What the trail records"}),
                .send_to_cloud_watch_logs = true,
                .event_selectors = {{.data_events = {DataEvents::objects(records, "paid/")}}},
            });
}
