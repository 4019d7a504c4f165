// Preloaded into a process: the time of day jumps back by a day as soon as the file $CLOCK_SET_BACK_WHEN exists.
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long back() {
  const char *when = getenv("CLOCK_SET_BACK_WHEN");
  return when != nullptr && access(when, F_OK) == 0 ? 24 * 60 * 60 : 0;
}

extern "C" int clock_gettime(clockid_t id, struct timespec *out) noexcept {
  static auto real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const int result = real(id, out);
  if (result == 0 && id == CLOCK_REALTIME) out->tv_sec -= back();
  return result;
}

extern "C" int gettimeofday(struct timeval *out, void *zone) noexcept {
  static auto real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
  const int result = real(out, zone);
  if (result == 0) out->tv_sec -= back();
  return result;
}

extern "C" time_t time(time_t *out) noexcept {
  struct timeval now;
  gettimeofday(&now, nullptr);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}
