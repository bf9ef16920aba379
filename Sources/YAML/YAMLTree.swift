package import Files

/// Reads and parses the YAML file at a path. At most `YAMLLimits.fileByteCountMax` bytes are read, whatever it is.
package func readYAML(path: String) throws(ConfigurationError) -> YAMLNode {
    try parseYAML(readConfiguration(path, byteCountMax: YAMLLimits.fileByteCountMax).bytes, file: path)
}

/// Reads a YAML text, or the part of YAML that a configuration needs: one document of mappings, lists and scalars.
///
/// Anchors, aliases, tags, directives and duplicate keys are refused, so that what a reader of the file sees is what
/// the program gets, and so that no small file can grow large.
package func parseYAML(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> YAMLNode {
    guard bytes.count <= YAMLLimits.fileByteCountMax else {
        throw ConfigurationError(file: file, message: "larger than \(YAMLLimits.fileByteCountMax) bytes")
    }
    if let line = bytes.lineNotUTF8 {
        throw ConfigurationError(file: file, line: line, message: "not UTF-8; save the file as UTF-8")
    }
    var tree = try YAMLTree(parser: YAMLParser(bytes, file: file), file: file)
    return try tree.document()
}

/// Builds the tree from the events.
private struct YAMLTree: ~Copyable {
    private var parser: YAMLParser
    private let file: String
    private var nodeCount = 0

    init(parser: consuming YAMLParser, file: String) {
        self.parser = parser
        self.file = file
    }

    mutating func document() throws(ConfigurationError) -> YAMLNode {
        var root: YAMLNode?
        while true {
            let event = try parser.next()
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .documentStart(let hasDirectives):
                guard root == nil else { throw error(event, "a second document; a file holds one") }
                guard !hasDirectives else { throw error(event, "a directive (%); remove it") }
            case .streamEnd:
                guard let root else { throw ConfigurationError(file: file, message: "empty") }
                return root
            default:
                root = try node(event, name: "", depth: 1)
            }
        }
    }

    /// `owner` is what its keys are said to be of: the entry of a list; `list` is what its entries are said to be of: a
    /// list inside of another one's entry. What a whole file is about is not said.
    private mutating func node(
        _ event: YAMLEvent, name: String, owner: String = "", list: String = "", depth: Int
    ) throws(ConfigurationError) -> YAMLNode {
        try check(event, depth: depth)
        let content: YAMLNode.Content
        switch event.kind {
        case .scalar(let text, let isPlain): content = .scalar(text, isPlain: isPlain)
        case .sequenceStart: content = .sequence(try items(of: list, depth: depth))
        case .mappingStart: content = .mapping(try entries(of: owner, depth: depth))
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .alias, .sequenceEnd, .mappingEnd:
            throw error(event, "not valid YAML: a value is missing")
        }
        return YAMLNode(content: content, name: name, file: file, line: event.line)
    }

    private mutating func check(_ event: YAMLEvent, depth: Int) throws(ConfigurationError) {
        nodeCount += 1
        guard nodeCount <= YAMLLimits.nodeCountMax else {
            throw error(event, "more than \(YAMLLimits.nodeCountMax) values")
        }
        guard depth <= YAMLLimits.depthMax else { throw error(event, "nested deeper than \(YAMLLimits.depthMax)") }
        guard event.kind != .alias else { throw error(event, "an alias (*); write the value out") }
        guard !event.hasAnchor else { throw error(event, "an anchor (&); remove it") }
        guard !event.hasTag else { throw error(event, "a tag (!); remove it") }
    }

    private mutating func items(of list: String, depth: Int) throws(ConfigurationError) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try parser.next()
            if event.kind == .sequenceEnd { return items }
            // Counted from 1, as lines are.
            let name = "entry \(items.count + 1)\(list)"
            items.append(try node(event, name: name, owner: " of \(name)", depth: depth + 1))
        }
    }

    private mutating func entries(of owner: String, depth: Int) throws(ConfigurationError) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var keys: Set<String> = []
        while true {
            let event = try parser.next()
            if event.kind == .mappingEnd { return entries }
            try check(event, depth: depth + 1)
            guard case .scalar(let key, let isPlain) = event.kind, !key.isEmpty,
                !(isPlain && (key == "~" || key == "null"))
            else { throw error(event, "a key must be text") }
            guard keys.insert(key).inserted else { throw error(event, "a second key \(key.quotedForMessage)") }
            let name = key.quotedForMessage + owner
            let list = depth == 1 ? "" : " of \(key.quotedForMessage)"
            let value = try node(try parser.next(), name: name, list: list, depth: depth + 1)
            entries.append(YAMLEntry(key: key, keyLine: event.line, value: value))
        }
    }

    private func error(_ event: YAMLEvent, _ message: String) -> ConfigurationError {
        ConfigurationError(file: file, line: event.line, message: message)
    }
}
