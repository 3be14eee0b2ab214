using Matinee.App.Workers;
using Matinee.Processes;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Workers;

public sealed class BulkBrakeTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly BulkBrake _brake;

    public BulkBrakeTests() => _brake = new BulkBrake(_time);

    public void Dispose() => _brake.Dispose();

    [Fact]
    public async Task Bulk_stands_still_while_a_first_chunk_runs_and_goes_on_after_it()
    {
        await using var child = await SpinAsync(_brake.Switch);

        _brake.Begin();
        await UntilAsync(child, 'T');
        _brake.End();
        await UntilAsync(child, 'R');
    }

    [Fact]
    public async Task What_starts_meanwhile_is_held_too_and_can_be_killed()
    {
        _brake.Begin();
        await using var child = await SpinAsync(_brake.Switch);
        await UntilAsync(child, 'T');

        child.Kill();

        Assert.Equal(9, (await child.Exited.WaitAsync(Patient.Limit)).Signal);
        Assert.Equal(0, _brake.Switch.Count);
    }

    [Fact]
    public async Task Nothing_stands_still_for_longer_than_the_limit_nor_for_more_than_half_of_the_time()
    {
        await using var child = await SpinAsync(_brake.Switch);
        _brake.Begin();
        await UntilAsync(child, 'T');

        _time.Advance(BulkBrake.Longest);
        await UntilAsync(child, 'R');
        _time.Advance(BulkBrake.Longest / 2);
        await UntilAsync(child, 'T');
        _time.Advance(BulkBrake.Longest / 2);
        await UntilAsync(child, 'R');
    }

    private static Task<ChildProcess> SpinAsync(PauseSwitch pause) => ChildProcess.StartAsync(new ChildProcessSpec
    {
        FileName = "/bin/sh",
        Arguments = ["-c", "while :; do :; done"],
        WorkingFolder = "/",
        Pause = pause,
    });

    /// <summary>The letter of the process in /proc.</summary>
    private static async Task UntilAsync(ChildProcess child, char state)
    {
        using var deadline = new CancellationTokenSource(Patient.Limit);
        while ((await File.ReadAllTextAsync($"/proc/{child.Id}/stat", deadline.Token)).Split(") ")[1][0] != state)
            await Task.Yield();
    }
}
