// Captures standard error temporarily: TensorFlow writes to it while its library is loaded, before its logging can be
// configured. Node has no dup2, and closing and reopening descriptor 2 would race with files that other threads open.
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include <string>

namespace {

int captured = -1;
int saved = -1;

// Opens a file without a name; -1 on failure.
int OpenUnnamed() {
#ifdef __linux__
  return memfd_create("stderr", MFD_CLOEXEC);
#else
  FILE* file = tmpfile();
  if (file == nullptr) return -1;
  const int descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  fclose(file);
  return descriptor;
#endif
}

void Close(int* descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

// capture(): boolean. Redirects standard error to an unnamed file; false on failure.
napi_value Capture(napi_env env, napi_callback_info) {
  bool done = false;
  if (captured < 0) {
    fflush(stderr);
    captured = OpenUnnamed();
    saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    done = captured >= 0 && saved >= 0 && dup2(captured, STDERR_FILENO) >= 0;
    if (!done) {
      Close(&captured);
      Close(&saved);
    }
  }
  napi_value result;
  napi_get_boolean(env, done, &result);
  return result;
}

// release(): string. Restores standard error and returns what was written to it since capture().
napi_value Release(napi_env env, napi_callback_info) {
  std::string text;
  if (captured >= 0) {
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    char buffer[4096];
    lseek(captured, 0, SEEK_SET);
    for (ssize_t n; (n = read(captured, buffer, sizeof buffer)) > 0;) text.append(buffer, n);
    Close(&captured);
    Close(&saved);
  }
  napi_value result;
  napi_create_string_utf8(env, text.data(), text.size(), &result);
  return result;
}

napi_value Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
  return exports;
}

napi_value Init(napi_env env, napi_value exports) {
  Export(env, exports, "capture", Capture);
  return Export(env, exports, "release", Release);
}

}  // namespace

NAPI_MODULE(dropin_stderr, Init)
