//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/users.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/users.ts"
)]

use convex_typed::{
    Function, Mutation, NoArgs, Wire,
    json::{Json, Misfits, Object},
};

/// `users:cancelDeletion`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelDeletion;

impl Function for CancelDeletion {
    const PATH: &'static str = "users:cancelDeletion";
    type Args = NoArgs;
    type Returns = ();
}

impl Mutation for CancelDeletion {}

/// `users:updateProfile`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateProfile;

impl Function for UpdateProfile {
    const PATH: &'static str = "users:updateProfile";
    type Args = UpdateProfileArgs;
    type Returns = ();
}

impl Mutation for UpdateProfile {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateProfileArgs {
    pub image: Option<Option<String>>,
    pub name: String,
}

impl Wire for UpdateProfileArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            image: fields.optional("image", misfits),
            name: fields.required("name", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("image", &self.image);
        object.required("name", &self.name);
        object.end();
    }
}

impl UpdateProfileArgs {
    /// The required arguments, all others absent.
    pub fn new(name: String) -> Self {
        Self { image: None, name }
    }
}
