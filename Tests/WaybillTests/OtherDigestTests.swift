import SeedParcel
import Testing

@testable import Waybill

/// A password's digest under a digest key that is about to come, or has just been replaced.
@Suite struct OtherDigestTests {
    private static let others = [Seed.digest(0x71), Seed.digest(0x72)]

    private func situation(_ digest: Digest, known: [Digest]) -> Situation {
        var situation = Situation()
        situation.add.passwordDigest = digest
        situation.rules.otherPasswords = known
        return situation
    }

    @Test func `it is the password as well, on an order and on its cancel`() throws {
        for digest in [Seed.password] + Self.others {
            let first = try situation(digest, known: Self.others).outcome()
            guard case .content(let state) = first.change else {
                Issue.record("not served: \(first.verdict)")
                return
            }
            // The repeat comes in under each of the others.
            for again in [Seed.password] + Self.others {
                var repeated = situation(again, known: Self.others)
                repeated.facts.order = state
                #expect(try repeated.outcome().verdict.waybillID == first.verdict.waybillID)
                let cancel = CancelWaybill(
                    key: Seed.key, createTime: repeated.add.createTime + 1, shopAppID: repeated.add.shopAppID,
                    waybillID: state.waybillID, passwordDigest: again)
                let cancelled = decide(
                    .cancelWaybill(cancel), facts: repeated.facts, reference: try repeated.rules.reference())
                #expect(cancelled.verdict.reason == nil)
            }
        }
    }

    @Test func `a key that is not there is none`() throws {
        for known in [[], [Self.others[0]]] {
            #expect(try situation(Self.others[1], known: known).outcome().verdict.reason == .wrongPassword)
        }
    }
}
