import protobuf from 'protobufjs';

/**
 * The part of onnx.proto (https://github.com/onnx/onnx, IR version 8) that rewriting a graph needs.
 * Messages that are only carried along are declared as `bytes`. What is not declared here would be
 * lost on writing, so `readModel` refuses a file that would not come out as it went in.
 */
const schema = `
syntax = "proto2";
message ModelProto {
  optional int64 ir_version = 1;
  optional string producer_name = 2;
  optional string producer_version = 3;
  optional string domain = 4;
  optional int64 model_version = 5;
  optional string doc_string = 6;
  optional GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated bytes metadata_props = 14;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  optional string name = 2;
  repeated TensorProto initializer = 5;
  optional string doc_string = 10;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
  repeated ValueInfoProto value_info = 13;
  repeated bytes metadata_props = 16;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  optional string name = 3;
  optional string op_type = 4;
  repeated AttributeProto attribute = 5;
  optional string doc_string = 6;
  optional string domain = 7;
  repeated bytes metadata_props = 9;
}
message AttributeProto {
  optional string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  optional bytes s = 4;
  optional TensorProto t = 5;
  optional bytes g = 6;
  repeated float floats = 7;
  repeated int64 ints = 8;
  repeated bytes strings = 9;
  repeated TensorProto tensors = 10;
  repeated bytes graphs = 11;
  optional string doc_string = 13;
  optional int32 type = 20;
}
message TensorProto {
  repeated int64 dims = 1;
  optional int32 data_type = 2;
  repeated float float_data = 4 [packed = true];
  repeated int32 int32_data = 5 [packed = true];
  repeated bytes string_data = 6;
  repeated int64 int64_data = 7 [packed = true];
  optional string name = 8;
  optional bytes raw_data = 9;
  repeated double double_data = 10 [packed = true];
  repeated uint64 uint64_data = 11 [packed = true];
  optional string doc_string = 12;
}
message ValueInfoProto {
  optional string name = 1;
  optional TypeProto type = 2;
  optional string doc_string = 3;
}
message TypeProto { optional TensorTypeProto tensor_type = 1; }
message TensorTypeProto {
  optional int32 elem_type = 1;
  optional TensorShapeProto shape = 2;
}
message TensorShapeProto { repeated DimensionProto dim = 1; }
message DimensionProto { oneof value { int64 dim_value = 1; string dim_param = 2; } }
`;
const { root } = protobuf.parse(schema, { keepCase: true });
const ModelProto = root.lookupType('ModelProto');
const GraphProto = root.lookupType('GraphProto');

/** A 64-bit integer as protobufjs gives it. `Number()` reads it. */
export type Int64 = number | { toNumber(): number };

export interface Tensor {
  name: string;
  dims: Int64[];
  data_type: number;
  raw_data: Uint8Array;
  float_data: number[];
  int32_data: number[];
  int64_data: Int64[];
}
export interface ValueInfo {
  name: string;
  type: {
    tensor_type: {
      elem_type: number;
      shape: { dim: { dim_value?: Int64; dim_param?: string }[] };
    };
  };
}
/** A file's attributes have all fields; those that a rewrite makes, the one that they use. */
export interface Attribute {
  name: string;
  type: number;
  f?: number;
  i?: Int64;
  t?: Tensor | null;
  g?: Uint8Array;
  ints?: Int64[];
  graphs?: Uint8Array[];
}
export interface GraphNode {
  name: string;
  op_type: string;
  domain: string;
  input: string[];
  output: string[];
  attribute: Attribute[];
}
export interface Graph {
  node: GraphNode[];
  initializer: Tensor[];
  input: ValueInfo[];
  output: ValueInfo[];
  value_info: ValueInfo[];
}
export interface Model {
  graph: Graph;
  opset_import: { domain: string; version: Int64 }[];
}

/** Parses an .onnx file. Throws when it holds fields that writing it again would lose. */
export function readModel(bytes: Uint8Array): Model {
  const model = ModelProto.decode(bytes);
  if (Buffer.compare(ModelProto.encode(model).finish(), bytes) !== 0) {
    throw new Error('This ONNX file holds fields that models/onnx/onnxProto.ts does not declare.');
  }
  return model as unknown as Model;
}

/** The bytes of the .onnx file; the same model gives the same bytes. */
export function writeModel(model: Model): Uint8Array {
  return ModelProto.encode(model).finish();
}

/** A graph as the attribute of a node that runs it. */
export const graphAttribute = (name: string, graph: Graph & { name: string }): Attribute => ({
  name,
  type: GRAPH,
  g: GraphProto.encode(graph).finish(),
});
/** ONNX AttributeProto.AttributeType. */
const GRAPH = 5;
