/// How long a test waits for what has to come, in seconds; then it fails. No program that works is ever this slow, on
/// whatever machine, so that no verdict depends on how fast a machine is. A test that wants to see a limit of the
/// program's own sets that limit, or its clock, and waits for what it brings.
package let patience = 600.0

/// Asks until the answer fits, as long as patience lasts; the last answer, whether it fits or not. For what nobody
/// tells: a counter, a state behind a question.
package func asked<Answer>(
    _ question: () throws -> Answer, until fits: (Answer) throws -> Bool
) rethrows -> Answer {
    let end = ContinuousClock.now + .seconds(patience)
    while true {
        let answer = try question()
        if try fits(answer) || ContinuousClock.now > end { return answer }
    }
}
