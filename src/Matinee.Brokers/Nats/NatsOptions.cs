using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.Brokers.Nats;

/// <summary>How Matinee uses a NATS server. Section <c>Nats</c>; the address is <c>NATS_URL</c>.</summary>
public sealed class NatsOptions
{
    /// <summary>First word of every subject and stream, so that several installations can share a server.</summary>
    [RegularExpression("^[a-z0-9_-]{1,32}$")]
    public string Prefix { get; set; } = "matinee";

    /// <summary>Copies of each message. 0: three on a cluster of three or more, else one; what has more already keeps them.</summary>
    [Range(0, 5)]
    public int Replicas { get; set; }
}

[OptionsValidator]
internal sealed partial class NatsOptionsValidator : IValidateOptions<NatsOptions>;
