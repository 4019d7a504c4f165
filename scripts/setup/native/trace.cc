// Records what TensorFlow ran. TensorFlow.js's binding calls TF_SessionRun without options and metadata. This module defines a
// TF_SessionRun of its own, which asks TensorFlow for a trace while recording. Loaded with RTLD_GLOBAL before the binding, it is
// the one that the dynamic linker finds. (Linux only: on macOS the linker looks for a symbol in the library that it was
// linked with.)
#include <dlfcn.h>
#include <node_api.h>
#include <stdint.h>
#include <string.h>

#include <string>
#include <vector>

namespace {

// tensorflow/c/tf_buffer.h
struct Buffer {
  const void* data;
  size_t length;
  void (*data_deallocator)(void* data, size_t length);
};

#ifdef __APPLE__
constexpr char kLibrary[] = "libtensorflow_cc.2.dylib";
#else
constexpr char kLibrary[] = "libtensorflow_cc.so.2";
#endif

// A serialized RunOptions with trace_level FULL_TRACE (tensorflow/core/protobuf/config.proto).
constexpr char kFullTrace[] = {0x08, 0x03};

bool recording = false;
// Serialized RunMetadata, one per call.
std::vector<std::string> records;

template <typename Function>
Function Find(const char* name) {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_NOLOAD);
  return library == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void TF_SessionRun(
    void* session, const Buffer* options, const void* inputs, void* const* input_values, int ninputs,
    const void* outputs, void** output_values, int noutputs, const void* const* targets, int ntargets,
    Buffer* metadata, void* status) {
  using Run = decltype(&TF_SessionRun);
  static const Run run = Find<Run>("TF_SessionRun");
  if (!recording || options != nullptr || metadata != nullptr) {
    run(session, options, inputs, input_values, ninputs, outputs, output_values, noutputs, targets, ntargets,
        metadata, status);
    return;
  }
  static const auto new_buffer = Find<Buffer* (*)()>("TF_NewBuffer");
  static const auto delete_buffer = Find<void (*)(Buffer*)>("TF_DeleteBuffer");
  const Buffer full_trace = {kFullTrace, sizeof kFullTrace, nullptr};
  Buffer* record = new_buffer();
  run(session, &full_trace, inputs, input_values, ninputs, outputs, output_values, noutputs, targets, ntargets,
      record, status);
  if (record->data != nullptr)
    records.emplace_back(static_cast<const char*>(record->data), record->length);
  delete_buffer(record);
}

namespace {

// start(): void. Records every call of the session from now on.
napi_value Start(napi_env, napi_callback_info) {
  records.clear();
  recording = true;
  return nullptr;
}

// stop(): Buffer[]. Ends the recording; returns a serialized RunMetadata of each call.
napi_value Stop(napi_env env, napi_callback_info) {
  recording = false;
  napi_value list;
  napi_create_array_with_length(env, records.size(), &list);
  for (uint32_t i = 0; i < records.size(); i++) {
    napi_value bytes;
    napi_create_buffer_copy(env, records[i].size(), records[i].data(), nullptr, &bytes);
    napi_set_element(env, list, i, bytes);
  }
  records.clear();
  return list;
}

napi_value Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
  return exports;
}

napi_value Init(napi_env env, napi_value exports) {
  Export(env, exports, "start", Start);
  return Export(env, exports, "stop", Stop);
}

}  // namespace

NAPI_MODULE(dropin_trace, Init)
