internal import CYAML
internal import Files

/// A libyaml parser over a text that it owns. After an error or `streamEnd` it must not be asked again.
@safe
struct YAMLParser: ~Copyable {
    private let file: String
    // Both allocated by `init`, freed by `deinit`, and reached from here alone. libyaml keeps a pointer into `text`.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// `bytes` are UTF-8.
    init(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
        self.file = file
        unsafe text = .allocate(capacity: bytes.count)
        _ = unsafe text.initialize(fromContentsOf: bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        // On failure (no memory) libyaml leaves the parser zeroed, which yaml_parser_delete accepts.
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw ConfigurationError(file: file, message: "no memory to read it")
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    mutating func next() throws(ConfigurationError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error() }
        // What an event points to lives until yaml_event_delete; `swiftEvent` copies it.
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Self.swiftEvent(event)
    }

    private static func swiftEvent(_ event: yaml_event_t) -> YAMLEvent {
        var hasAnchor = false
        var hasTag = false
        let kind: YAMLEvent.Kind
        // `type` tells which member of the union libyaml filled.
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe event.data.document_start
            let hasTags = unsafe start.tag_directives.start != start.tag_directives.end
            kind = unsafe .documentStart(hasDirectives: start.version_directive != nil || hasTags)
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            unsafe (hasAnchor, hasTag) = (scalar.anchor != nil, scalar.tag != nil)
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(
                String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            unsafe (hasAnchor, hasTag) = (start.anchor != nil, start.tag != nil)
            kind = .sequenceStart
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            unsafe (hasAnchor, hasTag) = (start.anchor != nil, start.tag != nil)
            kind = .mappingStart
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: kind = .streamEnd
        }
        return unsafe YAMLEvent(
            kind: kind, hasAnchor: hasAnchor, hasTag: hasTag, line: Int(event.start_mark.line) + 1)
    }

    private func error() -> ConfigurationError {
        // `problem` is nil or a constant text of libyaml's.
        var problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "cannot be read"
        // As `problem`; where there is a context, there is its mark.
        if let context = unsafe parser.pointee.context.map({ unsafe String(cString: $0) }) {
            problem += unsafe " \(context) begun on line \(parser.pointee.context_mark.line + 1)"
        }
        let line: Int
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            // The only error without a mark: the position is one in the text.
            let position = unsafe min(Int(clamping: parser.pointee.problem_offset), text.count)
            line = unsafe text[..<position].count { $0 == UInt8(ascii: "\n") } + 1
        } else {
            line = unsafe Int(parser.pointee.problem_mark.line) + 1
        }
        return ConfigurationError(file: file, line: line, message: "not valid YAML: \(problem)")
    }
}
