/// One step of a YAML text as libyaml sees it, in Swift's terms.
struct YAMLEvent {
    enum Kind: Equatable {
        case streamStart, streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    let kind: Kind
    let hasAnchor: Bool
    let hasTag: Bool
    /// From 1.
    let line: Int
}
