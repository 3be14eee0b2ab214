using System.Globalization;

namespace Matinee.App.Scaling;

/// <summary>
/// Decides from one look and what is remembered. Under a constant load the count moves in one direction and then rests:
/// a change aims between the thresholds, and is made only when the aim lies beyond the present count. Workers go only after
/// utilisation has been low for the whole cooldown, so a load that swings faster than that never moves it to and fro.
/// </summary>
internal static class ScalingPolicy
{
    public static ScalingVerdict Decide(ScalingRules rules, ScalingLook look, ScalingMemory memory)
    {
        var utilisation = look.Utilisation;
        var low = utilisation <= rules.DownAt;
        memory = memory with { LowSince = low ? memory.LowSince ?? look.At : null };
        if (look.Workers < rules.Min)
            return Grow(rules, look, memory, rules.Min, "below_min", $"{look.Workers} are fewer than the {rules.Min} that there shall be");
        if (look.Workers > rules.Max)
            return Shrink(rules, look, memory, rules.Max, "above_max", $"{look.Workers} are more than the {rules.Max} that there may be");

        var fitting = Math.Clamp(look.Fitting(rules.Aim), rules.Min, rules.Max);
        if (utilisation >= rules.UpAt)
        {
            if (fitting <= look.Workers)
                return Stay(look, memory, "at_max", $"utilisation {Text(utilisation)}, and all {rules.Max} workers are there");
            if (look.At - memory.GrewAt < rules.UpCooldown)
                return Stay(look, memory, "cooling", $"utilisation {Text(utilisation)}; workers were added less than {Text(rules.UpCooldown)} ago");
            return Grow(rules, look, memory, fitting, "busy", $"utilisation {Text(utilisation)} is at or above {Text(rules.UpAt)}");
        }

        if (!low || fitting >= look.Workers)
            return Stay(look, memory, "steady", $"utilisation {Text(utilisation)}");
        return look.At - Latest(memory) < rules.DownCooldown
            ? Stay(look, memory, "cooling", $"utilisation {Text(utilisation)}, not low or unchanged for {Text(rules.DownCooldown)} yet")
            : Shrink(rules, look, memory, fitting, "idle", $"utilisation {Text(utilisation)} has been at or below {Text(rules.DownAt)} for {Text(rules.DownCooldown)}");
    }

    private static ScalingVerdict Grow(ScalingRules rules, ScalingLook look, ScalingMemory memory, int to, string code, string reason) =>
        new(Math.Min(to, look.Workers + rules.Step), code, reason, memory with { GrewAt = look.At });

    private static ScalingVerdict Shrink(ScalingRules rules, ScalingLook look, ScalingMemory memory, int to, string code, string reason) =>
        new(Math.Max(to, look.Workers - rules.Step), code, reason, memory with { ShrankAt = look.At });

    private static ScalingVerdict Stay(ScalingLook look, ScalingMemory memory, string code, string reason) => new(look.Workers, code, reason, memory);

    private static DateTimeOffset Latest(ScalingMemory memory) =>
        new[] { memory.LowSince, memory.GrewAt, memory.ShrankAt }.Max() ?? DateTimeOffset.MinValue;

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan value) => value.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
}
