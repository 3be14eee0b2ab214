using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Matinee.Testing.Time;

/// <summary>Waits for what comes by itself, as long as it may take on a machine that does everything at once.</summary>
public static class Patient
{
    /// <summary>Only what never comes is waited for so long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        UntilAsync(() => Task.FromResult(holds()), cancellationToken, what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, CancellationToken, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(began) > Limit)
                throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}");
            await Task.Delay(Look, cancellationToken);
        }
    }
}
