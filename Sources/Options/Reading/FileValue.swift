/// An option as the file of options gives it.
package struct FileValue: Equatable, Sendable {
    /// As the option is spelled on the command line, without the dashes.
    package let name: String
    package let text: String
    /// Where it stands, for messages: `waybill.yaml:3`.
    package let place: String

    package init(name: String, text: String, place: String) {
        self.name = name
        self.text = text
        self.place = place
    }
}
