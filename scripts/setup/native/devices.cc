// Gives TensorFlow's sessions several CPU devices, which stand in for several GPUs in tests. TensorFlow.js's binding creates a
// session with TensorFlow's default options. This module defines a TF_NewSessionOptions of its own, which sets the number of CPU
// devices. Loaded with RTLD_GLOBAL before the binding, it is the one that the dynamic linker finds, as for trace.cc. (Linux only.)
#include <dlfcn.h>
#include <node_api.h>
#include <stdint.h>

namespace {

#ifdef __APPLE__
constexpr char kLibrary[] = "libtensorflow_cc.2.dylib";
#else
constexpr char kLibrary[] = "libtensorflow_cc.so.2";
#endif

// Below 128, so that a varint takes one byte.
constexpr uint32_t kMaxDevices = 127;

uint32_t cpu_devices = 1;

template <typename Function>
Function Find(const char* name) {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_NOLOAD);
  return library == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void* TF_NewSessionOptions() {
  static const auto new_options = Find<void* (*)()>("TF_NewSessionOptions");
  static const auto set_config = Find<void (*)(void*, const void*, size_t, void*)>("TF_SetConfig");
  static const auto new_status = Find<void* (*)()>("TF_NewStatus");
  static const auto delete_status = Find<void (*)(void*)>("TF_DeleteStatus");
  void* options = new_options();
  // A serialized ConfigProto: device_count {"CPU": n} (tensorflow/core/protobuf/config.proto).
  const char config[] = {0x0a, 0x07, 0x0a, 0x03, 'C', 'P', 'U', 0x10, static_cast<char>(cpu_devices)};
  void* status = new_status();
  set_config(options, config, sizeof config, status);
  delete_status(status);
  return options;
}

namespace {

// setCpuDevices(n): boolean. The number of CPU devices of sessions created from now on; false if it is out of range.
napi_value SetCpuDevices(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  uint32_t devices = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  const bool done = count == 1 && napi_get_value_uint32(env, argument, &devices) == napi_ok && devices > 0 &&
                    devices <= kMaxDevices;
  if (done) cpu_devices = devices;
  napi_value result;
  napi_get_boolean(env, done, &result);
  return result;
}

napi_value Init(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "setCpuDevices", NAPI_AUTO_LENGTH, SetCpuDevices, nullptr, &function);
  napi_set_named_property(env, exports, "setCpuDevices", function);
  return exports;
}

}  // namespace

NAPI_MODULE(dropin_devices, Init)
