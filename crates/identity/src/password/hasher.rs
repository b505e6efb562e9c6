use super::workers::Workers;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use convex_host::Host;
use std::sync::Arc;
use std::thread;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes that wait for a thread at most: a few seconds' worth.
const WAITING_MAX: usize = 128;

/// Memory, passes and lanes that OWASP recommends: 19 MiB, 2, 1.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes and compares passwords with Argon2id, on threads of its own that stand back behind others, and only
/// so many at once: whoever sends a thousand passwords neither fills the memory nor keeps pages from being
/// answered.
pub struct Hasher {
    argon: Argon2<'static>,
    workers: Workers,
    /// One permit per hash at work or waiting.
    accepted: Arc<Semaphore>,
    /// Compared with when there is no hash, so that both take equally long. Nothing has it as its hash.
    nobodys: String,
    host: Arc<dyn Host>,
}

/// Too many hashes wait already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many people sign in at this moment; try again in a few seconds")]
pub struct Busy;

/// What comparing a password came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or there is none.
    Wrong,
    /// The password.
    Right,
    /// The password, but its hash was made with other parameters: hash it again.
    RightButDated,
}

impl Hasher {
    /// With the parameters of the product.
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self::with_cost(MEMORY_KIB, PASSES, host)
    }

    /// For tests: hashes that cost nearly nothing, and protect nothing.
    pub fn cheap(host: Arc<dyn Host>) -> Self {
        Self::with_cost(Params::MIN_M_COST, 1, host)
    }

    fn with_cost(memory_kib: u32, passes: u32, host: Arc<dyn Host>) -> Self {
        let params = Params::new(memory_kib, passes, LANES, None).unwrap_or_default();
        // Half of the machine at most: the other half answers pages.
        let threads = thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        let encode = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
        let nobodys = format!(
            "$argon2id$v=19$m={memory_kib},t={passes},p={LANES}${}${}",
            encode(&host.seed()[..16]),
            encode(&host.seed()),
        );
        Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            workers: Workers::start(threads),
            accepted: Arc::new(Semaphore::new(threads + WAITING_MAX)),
            nobodys,
            host,
        }
    }

    /// A place in the queue, or the word that it is full. Taken before anything else is done for somebody, so
    /// that a crowd costs nothing but the word.
    pub fn place(&self) -> Result<Place<'_>, Busy> {
        let accepted = self
            .accepted
            .clone()
            .try_acquire_owned()
            .map_err(|_| Busy)?;
        Ok(Place {
            hasher: self,
            accepted,
        })
    }

    /// The hash to keep, in PHC form.
    pub async fn hash(&self, password: &str) -> Result<String, Busy> {
        self.place()?.hash(password).await
    }
}

/// A place in the queue of a [`Hasher`].
pub struct Place<'a> {
    hasher: &'a Hasher,
    accepted: OwnedSemaphorePermit,
}

impl Place<'_> {
    /// The hash to keep, in PHC form.
    pub async fn hash(self, password: &str) -> Result<String, Busy> {
        let salt = self.hasher.host.seed();
        let (argon, password) = (self.hasher.argon.clone(), password.to_owned());
        self.run(move || {
            let salt = SaltString::encode_b64(&salt[..16]).ok()?;
            let hash = argon.hash_password(password.as_bytes(), &salt).ok()?;
            Some(hash.to_string())
        })
        .await?
        .ok_or(Busy)
    }

    /// Compares a password with a kept hash. Without one it takes as long, and the answer is no.
    pub async fn verify(self, password: &str, kept: Option<&str>) -> Result<Verdict, Busy> {
        let is_somebodys = kept.is_some();
        let kept = kept.unwrap_or(&self.hasher.nobodys).to_owned();
        let (argon, password) = (self.hasher.argon.clone(), password.to_owned());
        self.run(move || {
            let Ok(hash) = PasswordHash::new(&kept) else {
                return Verdict::Wrong;
            };
            let is_right = argon.verify_password(password.as_bytes(), &hash).is_ok();
            match (is_right && is_somebodys, is_current(&argon, &hash)) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::RightButDated,
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let accepted = self.accepted;
        let job = move || {
            let result = work();
            // The permit goes along: a caller that gives up does not let others in before the work has ended.
            drop(accepted);
            result
        };
        self.hasher.workers.run(job).await.ok_or(Busy)
    }
}

/// Whether a hash was made with the parameters that new ones get.
fn is_current(argon: &Argon2<'_>, hash: &PasswordHash<'_>) -> bool {
    let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    Params::try_from(hash).is_ok_and(|used| cost(&used) == cost(argon.params()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn hasher() -> Hasher {
        Hasher::cheap(Arc::new(SimHost::new(1, 0)))
    }

    #[tokio::test]
    async fn a_password_is_right_for_its_own_hash_only() {
        let hasher = hasher();
        let hash = hasher.hash("correct horse").await.unwrap();
        assert_ne!(hash, hasher.hash("correct horse").await.unwrap());
        let verify = async |password: &str, kept: Option<&str>| {
            let place = hasher.place().unwrap();
            place.verify(password, kept).await.unwrap()
        };
        assert_eq!(verify("correct horse", Some(&hash)).await, Verdict::Right);
        assert_eq!(verify("wrong horse", Some(&hash)).await, Verdict::Wrong);
        assert_eq!(verify("correct horse", None).await, Verdict::Wrong);
        assert_eq!(verify("x", Some("no hash")).await, Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_is_right_but_dated() {
        let host = Arc::new(SimHost::new(1, 0));
        let dated = Hasher::with_cost(16, 2, host).hash("p").await.unwrap();
        let hasher = hasher();
        let verdict = hasher
            .place()
            .unwrap()
            .verify("p", Some(&dated))
            .await
            .unwrap();
        assert_eq!(verdict, Verdict::RightButDated);
    }

    #[test]
    fn the_products_hashes_cost_what_they_should_also_for_nobody() {
        let hasher = Hasher::new(Arc::new(SimHost::new(1, 0)));
        let nobodys = PasswordHash::new(&hasher.nobodys).unwrap();
        for params in [
            Params::try_from(&nobodys).unwrap(),
            hasher.argon.params().clone(),
        ] {
            let cost = (params.m_cost(), params.t_cost(), params.p_cost());
            assert_eq!(cost, (19_456, 2, 1));
        }
    }

    #[tokio::test]
    async fn beyond_the_queue_people_are_told_to_come_back() {
        let hasher = hasher();
        let all = hasher.accepted.available_permits();
        let taken = hasher.accepted.try_acquire_many(all as u32).unwrap();
        assert_eq!(hasher.hash("p").await, Err(Busy));
        drop(taken);
        assert!(hasher.hash("p").await.is_ok());
    }
}
