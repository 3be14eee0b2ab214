using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Dispatch;

/// <summary>What workers on other machines are given. Section <c>Dispatch</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>Largest file that a worker may hand in through this server; to a store that signs addresses it goes directly.</summary>
    [Range(1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long LargestOutput { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How long a task's token and a signed address hold; heartbeats renew the one, and the worker asks for the other again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "24:00:00")]
    public TimeSpan GrantLifetime { get; set; } = TimeSpan.FromHours(1);
}

[OptionsValidator]
internal sealed partial class DispatchOptionsValidator : IValidateOptions<DispatchOptions>;
