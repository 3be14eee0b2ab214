using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>The published JavaScript SDK, unmodified, against our server. The behaviours are in tests/servers/realtime.</summary>
public sealed class SdkTests(SdkRuns runs, ITestOutputHelper output) : IClassFixture<SdkRuns>
{
    public static TheoryData<string, string> Everything
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var transport in SdkRuns.Transports)
            {
                foreach (var behaviour in SdkRuns.Behaviours)
                    all.Add(transport, behaviour);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task It_works_with(string transport, string behaviour)
    {
        var run = await runs.OverAsync(transport);

        output.WriteLine($"centrifuge-js {run.Version}");
        run.Check(behaviour);
    }

    [Fact]
    public void There_are_behaviours_enough()
    {
        Assert.InRange(SdkRuns.Behaviours.Count, 40, 1000);
    }
}
