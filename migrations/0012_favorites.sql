-- Only the owner makes a workspace a favorite, and only the owner sees that it is one (coder-api 2.2).
alter table workspaces add column favorite boolean not null default false;
