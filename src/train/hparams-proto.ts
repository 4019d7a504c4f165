import protobuf from 'protobufjs';

/**
 * The messages of TensorFlow's event.proto and summary.proto, and of plugin_data.proto of TensorBoard's HParams plugin
 * (Apache-2.0), as far as they are written here, with their field numbers.
 */
const EVENT = `
syntax = "proto3";
message Value { oneof kind { double number_value = 2; string string_value = 3; bool bool_value = 4; } }
message SessionStartInfo { map<string, Value> hparams = 1; double start_time_secs = 5; }
message SessionEndInfo { int32 status = 1; double end_time_secs = 2; }
message HParamsPluginData { SessionStartInfo session_start_info = 3; SessionEndInfo session_end_info = 4; }
message PluginData { string plugin_name = 1; bytes content = 2; }
message SummaryMetadata { PluginData plugin_data = 1; }
message Shape { message Dim { int64 size = 1; } repeated Dim dim = 2; }
message Tensor { int32 dtype = 1; Shape tensor_shape = 2; }
message SummaryValue { string tag = 1; optional float simple_value = 2; Tensor tensor = 8; SummaryMetadata metadata = 9; }
message Summary { repeated SummaryValue value = 1; }
message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }`;

const { root } = protobuf.parse(EVENT, { keepCase: true });

export const Event = root.lookupType('Event');
export const HParamsPluginData = root.lookupType('HParamsPluginData');

/** Numbers of the plugin's Status. */
export const STATUS = { success: 1, failure: 2 } as const;
