using System.Diagnostics;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What a store answers once it does: on a busy machine a quarter of a second is no proof of anything.</summary>
internal static class Answered
{
    public static async Task<T> ByAsync<T>(Func<Task<T>> ask)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await ask();
            }
            catch (BrokerUnavailableException) when (Stopwatch.GetElapsedTime(began) < Patient.Limit)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }
}
