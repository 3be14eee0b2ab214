namespace Matinee.App.Limits;

/// <summary>Section <c>Limits</c>. Each counts per node; a limit of 429 says when to come back.</summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Failed sign-ins to one account, wherever they come from. A person needs a few; at two a minute a ten-letter password holds.</summary>
    public Rate LoginPerAccount { get; set; } = new() { Burst = 10, Tokens = 2 };

    /// <summary>Failed sign-ins from one address, to whatever accounts. A school behind one address needs more than one person does.</summary>
    public Rate LoginPerAddress { get; set; } = new() { Burst = 30, Tokens = 10 };

    /// <summary>Registrations and guests from one address. A class that joins together fits into the burst.</summary>
    public Rate Registration { get; set; } = new() { Burst = 60, Tokens = 10 };

    /// <summary>Uploads that one user begins. A folder of episodes dropped at once fits.</summary>
    public Rate Upload { get; set; } = new() { Burst = 200, Tokens = 60 };

    /// <summary>Wrong worker keys and enrolment tokens from one address. A rack of workers whose keys were revoked together fits.</summary>
    public Rate WorkerKey { get; set; } = new() { Burst = 100, Tokens = 30 };

    /// <summary>Everything under <c>/api</c>, by user, or by address for who is not signed in. A page makes about 20 when it opens.</summary>
    public Rate Api { get; set; } = new() { Burst = 600, Tokens = 50, Period = TimeSpan.FromSeconds(1) };

    /// <summary>Buckets held in memory at most (about 100 bytes each). Beyond, newcomers of a limit share one bucket.</summary>
    public int MaximumBuckets { get; set; } = 100_000;

    internal bool AreRatesValid() => new[] { LoginPerAccount, LoginPerAddress, Registration, Upload, WorkerKey, Api }.All(rate => rate.IsValid());

    internal Rate Of(Limit limit) => limit switch
    {
        Limit.LoginPerAccount => LoginPerAccount,
        Limit.LoginPerAddress => LoginPerAddress,
        Limit.Registration => Registration,
        Limit.Upload => Upload,
        Limit.WorkerKey => WorkerKey,
        _ => Api,
    };
}
