using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>Who people are, how they sign in, and how that ends.</summary>
public static class Accounts
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        EntityIds.Register<UserId>();
        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section)
            .Validate(o => o.AreTimesValid(), "Accounts: every lifetime must be positive, RefreshTokenLifetime longer than AccessTokenLifetime, RefreshGrace and RevocationDelay at most a minute.")
            .ValidateOnStart();
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, AccountJson.Default));
        services.AddSingleton<UserStore>().AddSingleton<SessionStore>().AddSingleton<ApiKeyStore>().AddSingleton<InviteStore>().AddSingleton<UserDirectory>();
        services.AddSingleton<AccessTokens>().AddSingleton<RefreshTokens>().AddSingleton<TokenDesk>().AddSingleton<LiveSessions>().AddSingleton<SessionSignals>().AddSingleton<SessionEnd>();
        services.AddSingleton<Passwords>().AddSingleton<PasswordGate>().AddSingleton<SignIn>();
        // OWASP's figure for PBKDF2-HMAC-SHA512; older hashes are made anew when their owner signs in.
        services.AddSingleton<IPasswordHasher<SiteUser>, PasswordHasher<SiteUser>>().Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.AddSingleton(s => new Registrar(
            s.GetRequiredService<ICatalogueDatabase>(), s.GetRequiredService<InviteStore>(), s.GetRequiredService<Passwords>(),
            s.GetRequiredService<IOptions<AccountOptions>>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new FirstAdministrator(
            s.GetRequiredService<UserStore>(), s.GetRequiredService<Passwords>(), s.GetRequiredService<IOptions<AccountOptions>>(), s.GetRequiredService<ILogger<FirstAdministrator>>()));
        services.AddHostedService<SessionSweepWorker>();
        services.AddSingleton<CallerCheck>(s => s.GetRequiredService<LiveSessions>().MayStayAsync);
        Authentication.AddSchemes(services);
        services.AddDataProtection().SetApplicationName("matinee");
        services.AddSingleton<KeyRing>().AddOptions<KeyManagementOptions>().Configure<KeyRing, ClusterSecret>(
            (keys, ring, secret) => (keys.XmlRepository, keys.XmlEncryptor) = (ring, new KeyRingEncryptor(secret)));
        return services;
    }

    /// <summary>After <c>UseHttp</c> and <c>UseLimits</c>.</summary>
    public static IApplicationBuilder UseAccounts(this IApplicationBuilder app) => app.UseAuthorization().UseIdempotencyKeys().UseAntiforgery();

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        AuthEndpoints.Map(routes);
        MeEndpoints.Map(routes);
        ApiKeyEndpoints.Map(routes);
        UserEndpoints.Map(routes);
        InviteEndpoints.Map(routes);
        AccountForms.Map(routes);
        return routes;
    }
}
