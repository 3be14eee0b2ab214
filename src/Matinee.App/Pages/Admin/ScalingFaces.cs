using Matinee.App.Pages.Wording;
using Matinee.App.Scaling;

namespace Matinee.App.Pages.Admin;

/// <summary>The scaling panel's content.</summary>
internal sealed class ScalingFaces(ScalingBoard board, Words words)
{
    private const int Shown = 6;

    public async Task<ScalingView> ReadAsync(CancellationToken cancellationToken)
    {
        var now = await board.ReadAsync(Shown, cancellationToken);
        return new ScalingView(
            now.Enabled, now.Executor, now.Min, now.Max, now.ScaleUpAt, now.ScaleDownAt, now.Node, now.Wanted, now.Started, now.Room, now.Utilisation,
            now.Trouble, [.. now.Decisions.Select(Line)]);
    }

    private LogLine Line(DecisionJson decision) => new(
        decision.At.ToUnixTimeMilliseconds(), decision.To > decision.From ? "good" : "",
        words.Format("admin.scaling.decision", ("from", decision.From), ("to", decision.To), ("reason", decision.Reason)));
}
